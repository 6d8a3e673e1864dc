import { createHash, randomBytes } from "node:crypto";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import http, {
  createServer,
  type ClientRequest,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type OutgoingHttpHeaders,
  type ServerResponse,
} from "node:http";
import { tmpdir } from "node:os";
import path from "node:path";
import { onTestFinished } from "vitest";
import { z } from "zod";
import type { ProviderError } from "../contract/errors.ts";
import { systemClock } from "../platform/clock.ts";
import { createLogger } from "../platform/logger.ts";
import {
  createGateway,
  type CallRequest,
  type EndedCall,
  type Gateway,
  type GatewayDoor,
  type GatewayGrant,
  type GatewayOptions,
  type Upstream,
} from "./gateway.ts";

/** Everything that a gateway logged, as JSON lines. */
export interface Log {
  readonly lines: readonly string[];
}

/** A gateway that ends with the test. */
export const startGateway = async (options: Partial<GatewayOptions> = {}): Promise<Gateway & Log> => {
  const socketFolder = await mkdtemp(path.join(tmpdir(), "gw-"));
  const lines: string[] = [];
  const gateway = createGateway({
    socketFolder,
    clock: systemClock,
    newToken: () => randomBytes(32).toString("base64url"),
    log: createLogger("gateway", { level: "trace", destination: { write: (line) => void lines.push(line) } }),
    proxyEnvironment: {},
    ...options,
  });
  onTestFinished(async () => {
    await gateway.close();
    await rm(socketFolder, { recursive: true, force: true });
  });
  return { ...gateway, lines };
};

export interface RecordingGrant extends GatewayGrant {
  readonly admitted: readonly CallRequest[];
  readonly ended: readonly EndedCall[];
  readonly notCarried: readonly ProviderError[];
  /** Resolves with the reports when there are so many. */
  reports(count: number): Promise<readonly EndedCall[]>;
}

/** Admits everything to one upstream and remembers what it hears; parts can be replaced. */
export const grantFor = (upstream: Upstream, part: Partial<GatewayGrant> = {}): RecordingGrant => {
  const admitted: CallRequest[] = [];
  const ended: EndedCall[] = [];
  const notCarried: ProviderError[] = [];
  const waiting: { count: number; resolve: (reports: readonly EndedCall[]) => void }[] = [];
  return {
    admitted,
    ended,
    notCarried,
    onNotCarried: (_endpoint, error) => void notCarried.push(error),
    admit: async (call) => {
      admitted.push(call);
      return part.admit === undefined ? { admitted: true, upstream } : part.admit(call);
    },
    onBegun: async (call) => {
      await part.onBegun?.(call);
    },
    onEnded: async (call) => {
      ended.push(call);
      for (const { count, resolve } of waiting) if (ended.length >= count) resolve(ended);
      await part.onEnded?.(call);
    },
    reports: (count) =>
      new Promise((resolve) => {
        if (ended.length >= count) resolve(ended);
        else waiting.push({ count, resolve });
      }),
  };
};

/** The one report of a grant that must have heard exactly one. */
export const onlyReport = async (grant: RecordingGrant): Promise<EndedCall> => {
  const [report] = await grant.reports(1);
  if (report === undefined || grant.ended.length !== 1) throw new Error(`Reports: ${grant.ended.length}`);
  return report;
};

export interface SeenRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

export interface OddUpstream {
  readonly url: string;
  readonly seen: readonly SeenRequest[];
}

/** A service that does whatever a test wants of it, over real HTTP; it ends with the test. */
export const startUpstream = async (
  answer: (response: ServerResponse, request: SeenRequest) => unknown,
): Promise<OddUpstream> => {
  const seen: SeenRequest[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const { method = "", url = "", headers } = request;
      const got = { method, url, headers, body: Buffer.concat(chunks) };
      seen.push(got);
      answer(response, got);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("The upstream listens on no port.");
  return { url: `http://127.0.0.1:${address.port}`, seen };
};

export const keyUpstream = (baseUrl: string): Upstream => ({
  kind: "api_key",
  addresses: "any",
  baseUrl,
  credential: "key-of-the-owner",
});

/** An answer as a child sees it: chunk by chunk, or whole. */
export class Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly #message: IncomingMessage;
  readonly #chunks: AsyncIterator<Buffer, undefined>;

  constructor(message: IncomingMessage) {
    this.status = message.statusCode ?? 0;
    this.headers = message.headers;
    this.#message = message;
    const chunks: AsyncIterable<Buffer, undefined> = message;
    this.#chunks = chunks[Symbol.asyncIterator]();
  }

  /** The next chunk as text; null at the end. @throws when the connection breaks */
  async next(): Promise<string | null> {
    const { done, value } = await this.#chunks.next();
    return done === true ? null : value.toString("utf8");
  }

  /** All that is left. @throws when the connection breaks */
  async bytes(): Promise<Buffer> {
    const chunks: Buffer[] = [];
    for (;;) {
      const { done, value } = await this.#chunks.next();
      if (done === true) return Buffer.concat(chunks);
      chunks.push(value);
    }
  }

  async text(): Promise<string> {
    return (await this.bytes()).toString("utf8");
  }

  async error(): Promise<{ type: string; message: string }> {
    return ErrorBody.parse(JSON.parse(await this.text())).error;
  }

  /** As a killed process does. */
  vanish(): void {
    this.#message.destroy();
  }
}

/** An error in exactly the API's shape. */
const ErrorBody = z.strictObject({
  type: z.literal("error"),
  error: z.strictObject({ type: z.string(), message: z.string() }),
  request_id: z.string().regex(/^cal_/),
});

export interface Ask {
  readonly method?: string;
  readonly path?: string;
  readonly headers?: OutgoingHttpHeaders;
  readonly body?: string | Buffer;
  /** Null for none. */
  readonly token?: string | null;
}

export const callBody = JSON.stringify({ model: "claude-test", max_tokens: 10, messages: [], stream: true });

/** A request of a child that has begun; its answer may never come. */
export const begin = (door: GatewayDoor, ask: Ask = {}): { request: ClientRequest; answer: Promise<Answer> } => {
  const token = ask.token === undefined ? door.token : ask.token;
  const headers = {
    ...(token === null ? {} : { authorization: `Bearer ${token}` }),
    "content-type": "application/json",
    "anthropic-version": "2026-10-21",
    ...ask.headers,
  };
  const where =
    door.address.kind === "socket" ? { socketPath: door.address.path } : { port: new URL(door.address.url).port };
  const request = http.request({
    ...where,
    path: ask.path ?? "/v1/messages",
    method: ask.method ?? "POST",
    headers,
    // A connection of its own, as a test may break it.
    agent: false,
  });
  const answer = new Promise<Answer>((resolve, reject) => {
    request.once("error", reject);
    request.once("response", (message) => resolve(new Answer(message)));
  });
  // A test that breaks the connection does not wait for its answer.
  answer.catch(() => {});
  if (ask.method !== "GET") request.end(ask.body ?? callBody);
  else request.end();
  return { request, answer };
};

export const send = (door: GatewayDoor, ask: Ask = {}): Promise<Answer> => begin(door, ask).answer;

/** One server-sent event of the Messages API. */
export const event = (data: { readonly type: string } & Record<string, unknown>): string =>
  `event: ${data.type}\ndata: ${JSON.stringify(data)}\n\n`;

export const messageStart = event({
  type: "message_start",
  message: {
    id: "msg_1",
    type: "message",
    role: "assistant",
    model: "claude-test-20261101",
    content: [],
    usage: {
      input_tokens: 100,
      output_tokens: 1,
      cache_read_input_tokens: 40,
      cache_creation_input_tokens: 30,
      cache_creation: { ephemeral_5m_input_tokens: 10, ephemeral_1h_input_tokens: 20 },
    },
  },
});
export const textDelta = (text: string): string =>
  event({ type: "content_block_delta", index: 0, delta: { type: "text_delta", text } });
export const messageDelta = event({
  type: "message_delta",
  delta: { stop_reason: "end_turn", stop_sequence: null },
  usage: { output_tokens: 25 },
});
export const messageStop = event({ type: "message_stop" });

export const usageAtStart = {
  model: "claude-test-20261101",
  inputUncached: 100,
  cacheRead: 40,
  cacheWrite5m: 10,
  cacheWrite1h: 20,
  output: 1,
  reportedCostMicros: null,
};
export const usageAtEnd = { ...usageAtStart, output: 25 };

export const beginStream = (response: ServerResponse): ServerResponse =>
  response.writeHead(200, { "content-type": "text/event-stream; charset=utf-8", "request-id": "req_1" });

/** Something that one side of a test waits for and the other side lets happen. */
export class Barrier<Value = void> {
  readonly passed: Promise<Value>;
  #resolve: (value: Value) => void = () => {};

  constructor() {
    this.passed = new Promise((resolve) => {
      this.#resolve = resolve;
    });
  }

  pass(value: Value): void {
    this.#resolve(value);
  }
}

/** Resolves when the connection behind a response has gone. */
export const gone = async (response: ServerResponse): Promise<void> => {
  if (!response.destroyed) await once(response, "close");
};

export const hashOf = (bytes: Buffer | string): string => createHash("sha256").update(bytes).digest("hex");
