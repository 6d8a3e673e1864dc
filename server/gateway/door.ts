import { chmod, rm } from "node:fs/promises";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { Clock } from "../platform/clock.ts";
import { newId } from "../platform/ids.ts";
import type { Logger } from "../platform/logger.ts";
import { refusals, sendApiError, type ApiError } from "./api-error.ts";
import { CallRecord } from "./call-record.ts";
import { carryCall } from "./carry.ts";
import type { Admission, CallRequest, DoorAddress, Endpoint, GatewayDoor, GatewayGrant } from "./grant.ts";
import { notCarried } from "./failures.ts";
import { Interruption } from "./interruption.ts";
import { readBody } from "./request-body.ts";
import { readRequestHead } from "./request-head.ts";
import { tokenCheck } from "./token.ts";
import type { UpstreamClient } from "./upstream.ts";

/** Calls of one child at once: a main agent and its subagents. */
const mostCalls = 16;
/** Of all their bodies together, in bytes. They stay in this process until their calls have ended. */
const mostBodyBytes = 64 * 1024 * 1024;
/** Above the number of calls, because clients keep connections that they do not use. */
const mostConnections = 64;
/** How long a child may take for a request's head, and for the whole of it. */
const headTimeoutMs = 30_000;
const requestTimeoutMs = 120_000;
const timeoutCheckMs = 5_000;

const endpoints: ReadonlyMap<string, Endpoint> = new Map([
  ["POST /v1/messages", "messages"],
  ["POST /v1/messages/count_tokens", "count_tokens"],
]);
/** Such as ?beta=true; anything stranger is no request of a client of the API. */
const query = /^(?:\?[\w.~%&=+-]{0,500})?$/;

export interface DoorOptions {
  readonly grant: GatewayGrant;
  readonly token: string;
  /** Where to listen: a socket's path, or null for a free port on loopback. */
  readonly socketPath: string | null;
  readonly client: UpstreamClient;
  readonly clock: Clock;
  readonly idleTimeoutMs: number;
  readonly log: Logger;
}

/** @throws Error when it cannot listen there */
export const openDoor = async (options: DoorOptions): Promise<GatewayDoor> => {
  const desk = new Desk(options);
  const server = createServer(
    {
      headersTimeout: headTimeoutMs,
      requestTimeout: requestTimeoutMs,
      connectionsCheckingInterval: timeoutCheckMs,
      // Never: a child that used a connection just as it was closed would take that for a failed call.
      keepAliveTimeout: 0,
    },
    (request, response) => desk.receive(request, response),
  );
  server.maxConnections = mostConnections;
  const address = await listen(server, options.socketPath);

  const close = async (): Promise<void> => {
    const stopped = new Promise<void>((resolve) => server.close(() => resolve()));
    const settled = desk.close();
    // Each call hears of it as of a child that has gone.
    server.closeAllConnections();
    await settled;
    await stopped;
    if (address.kind === "socket") await rm(address.path, { force: true });
  };
  let closing: Promise<void> | null = null;
  return { token: options.token, address, close: () => (closing ??= close()) };
};

const listen = async (server: Server, socketPath: string | null): Promise<DoorAddress> => {
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    if (socketPath === null) server.listen(0, "127.0.0.1", resolve);
    else server.listen(socketPath, resolve);
  });
  if (socketPath !== null) {
    // The child has another uid. The folder is private, the sandbox binds this one file, and the token is the check.
    await chmod(socketPath, 0o666);
    return { kind: "socket", path: socketPath };
  }
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("The gateway listens on no port.");
  return { kind: "loopback", url: `http://127.0.0.1:${address.port}` };
};

/** Receives the requests of one door. */
class Desk {
  readonly #on: DoorOptions;
  readonly #knows: ReturnType<typeof tokenCheck>;
  readonly #atWork = new Set<Promise<void>>();
  #calls = 0;
  #bodyBytes = 0;
  #closed = false;

  constructor(options: DoorOptions) {
    this.#on = options;
    this.#knows = tokenCheck(options.token);
  }

  receive(request: IncomingMessage, response: ServerResponse): void {
    // The connection's close says the same, and is listened to.
    response.on("error", () => {});
    const callId = newId("call");
    const work = this.#handle(request, response, callId)
      .catch((error: unknown) => {
        this.#on.log.error({ err: error, callId }, "A call failed within the gateway");
        response.destroy();
      })
      .finally(() => this.#atWork.delete(work));
    this.#atWork.add(work);
  }

  /** Admits no more calls; resolves when those at work, which lose their connections meanwhile, have been reported. */
  async close(): Promise<void> {
    this.#closed = true;
    await Promise.all(this.#atWork);
  }

  async #handle(request: IncomingMessage, response: ServerResponse, callId: string): Promise<void> {
    const { log } = this.#on;
    if (!this.#knows(request.headers)) return sendApiError(response, refusals.unauthorised, callId);
    const [path, search] = splitTarget(request.url ?? "");
    const endpoint = endpoints.get(`${request.method} ${path}`);
    if (endpoint === undefined || !query.test(search)) {
      log.debug({ callId, method: request.method, path: path.slice(0, 200) }, "A request was not passed on");
      return sendApiError(response, refusals.notFound, callId);
    }
    const turnAway = (refusal: ApiError): void => {
      this.#on.grant.onNotCarried(endpoint, notCarried(refusal));
      sendApiError(response, refusal, callId);
    };
    if (this.#calls >= mostCalls) return turnAway(refusals.tooMany);
    const interruption = new Interruption();
    // The connection's close: a response that still waits for its turn on it would not hear of it.
    const { socket } = request;
    const onGone = (): void => interruption.interrupt("child_gone");
    socket.once("close", onGone);
    let taken = 0;
    const takeRoom = (bytes: number): boolean => {
      if (this.#bodyBytes + bytes > mostBodyBytes) return false;
      this.#bodyBytes += bytes;
      taken += bytes;
      return true;
    };
    this.#calls += 1;
    try {
      await this.#makeCall({ request, response, callId, endpoint, search, interruption, takeRoom, turnAway });
    } finally {
      this.#calls -= 1;
      this.#bodyBytes -= taken;
      socket.off("close", onGone);
    }
  }

  async #makeCall(arrival: Arrival): Promise<void> {
    const { request, response, callId, endpoint, search, interruption, takeRoom, turnAway } = arrival;
    const { grant, client, clock, idleTimeoutMs, log } = this.#on;
    const startedAt = clock.now();
    const body = await readBody(request, takeRoom);
    if (body.kind === "gone") return;
    if (body.kind === "too_large") return sendApiError(response, refusals.tooLarge, callId);
    if (body.kind === "no_room") return turnAway(refusals.tooMany);
    const head = readRequestHead(body.bytes);
    if (head === null) return sendApiError(response, refusals.noModel, callId);
    if (this.#closed || interruption.cause !== null) return;

    const call: CallRequest = { callId, endpoint, ...head, bodyBytes: body.bytes.byteLength, startedAt };
    const admission = await this.#admit(call);
    if (admission === null) return turnAway(refusals.notAdmitted);
    if (!admission.admitted) return sendApiError(response, admission, callId);

    const record = new CallRecord(call, { grant, clock, log });
    const { upstream } = admission;
    const outgoing = { upstream, endpoint, search, headers: request.headers, body: body.bytes };
    try {
      await carryCall({ call, outgoing, response, interruption, record, client, clock, idleTimeoutMs, log });
    } finally {
      // Only after a defect of ours is this the first end that the call is given.
      await record.end({ outcome: "CUT", error: null });
    }
  }

  /** Null where the owner could not say. */
  async #admit(call: CallRequest): Promise<Admission | null> {
    try {
      return await this.#on.grant.admit(call);
    } catch (error) {
      this.#on.log.error({ err: error, callId: call.callId }, "A call could not be admitted");
      return null;
    }
  }
}

interface Arrival {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly callId: string;
  readonly endpoint: Endpoint;
  readonly search: string;
  readonly interruption: Interruption;
  readonly takeRoom: (bytes: number) => boolean;
  /** Refuses it for a reason of the gateway's own. */
  readonly turnAway: (refusal: ApiError) => void;
}

/** Path and query as they were sent: nothing is resolved, so `/v1/../v1/messages` is not `/v1/messages`. */
const splitTarget = (target: string): [path: string, search: string] => {
  const at = target.indexOf("?");
  return at === -1 ? [target, ""] : [target.slice(0, at), target.slice(at)];
};
