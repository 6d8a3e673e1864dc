import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { Socket } from "node:net";
import type { Duplex } from "node:stream";
import type { Logger } from "../platform/logger.ts";
import type { Admission } from "./admission.ts";
import { connectDirectly, connectThrough } from "./connect.ts";
import { forward } from "./forward.ts";
import { absoluteTarget, connectTarget, hostHeaderAgrees, hostHeaders, type Target } from "./request-target.ts";

/** Milliseconds and counts; each door has its own. */
export interface EgressLimits {
  /** Tunnels and plain requests at the same time. */
  readonly connections: number;
  /** Without a byte in either direction. */
  readonly idleMs: number;
  /** Until a request's header has come whole. */
  readonly headerMs: number;
  readonly headerBytes: number;
  readonly lookupMs: number;
  readonly connectMs: number;
}

export const egressLimits: EgressLimits = {
  connections: 64,
  idleMs: 5 * 60_000,
  headerMs: 10_000,
  headerBytes: 16_384,
  lookupMs: 10_000,
  connectMs: 15_000,
};

export interface DoorOptions {
  readonly limits: EgressLimits;
  readonly admit: (target: Target, kind: "tunnel" | "plain") => Promise<Admission>;
  /** Called for every refusal. */
  readonly onRefused: (target: Target, reason: string) => void;
  readonly log: Pick<Logger, "debug">;
}

/** An HTTP proxy that has not begun to listen, and everything that goes through it. */
export interface DoorServer {
  readonly server: Server;
  /** Ends what is under way, and what is just beginning. */
  readonly endAll: () => void;
}

const methods = new Set(["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]);

const statusWords = {
  400: "Bad Request",
  403: "Forbidden",
  405: "Method Not Allowed",
  502: "Bad Gateway",
  503: "Service Unavailable",
} as const;
type Status = keyof typeof statusWords;

interface Problem {
  readonly status: Status;
  readonly reason: string;
}

const unreadable: Problem = {
  status: 400,
  reason:
    "This is a proxy. It takes CONNECT host:port, and requests for http:// addresses with one matching Host header.",
};

/** One line of plain text: what shows it may be a tool's log. */
const lineOf = ({ reason }: Problem): string => `Spiral: ${reason}\n`;

/** Into a connection that has left HTTP. */
const answerRaw = (socket: Duplex, problem: Problem): void => {
  const line = lineOf(problem);
  const head = [
    `HTTP/1.1 ${problem.status} ${statusWords[problem.status]}`,
    "Content-Type: text/plain; charset=utf-8",
    `Content-Length: ${Buffer.byteLength(line)}`,
    "Connection: close",
  ];
  socket.resume();
  socket.end(`${head.join("\r\n")}\r\n\r\n${line}`, () => socket.destroy());
};

const answer = (response: ServerResponse, problem: Problem): void => {
  if (response.headersSent) {
    response.destroy();
    return;
  }
  response.writeHead(problem.status, { "content-type": "text/plain; charset=utf-8", connection: "close" });
  response.end(lineOf(problem));
};

export const createDoorServer = ({ limits, admit, onRefused, log }: DoorOptions): DoorServer => {
  const open = new Set<Duplex>();
  let busy = 0;
  const closing = new AbortController();

  /** What is kept ends with the door. Every other end of a stream is dealt with where it is used. */
  const keep = <Stream extends Duplex>(stream: Stream): Stream => {
    open.add(stream);
    stream.once("close", () => open.delete(stream));
    stream.on("error", () => undefined);
    if (closing.signal.aborted) stream.destroy();
    return stream;
  };

  const admitted = async (target: Target, kind: "tunnel" | "plain") => {
    const admission = await admit(target, kind);
    if (!admission.admitted && admission.refused) onRefused(target, admission.reason);
    return admission;
  };

  const counted = async (work: () => Promise<Problem | null>): Promise<Problem | null> => {
    if (busy >= limits.connections)
      return { status: 503, reason: `More than ${limits.connections} connections at the same time. Close some first.` };
    busy += 1;
    try {
      return await work();
    } finally {
      busy -= 1;
    }
  };

  const unreachable = (target: Target, error: unknown): Problem => {
    log.debug({ err: error, host: target.host, port: target.port }, "Egress failed");
    return { status: 502, reason: `${target.host} cannot be reached on port ${target.port}.` };
  };

  const tunnel = async (request: IncomingMessage, client: Socket, head: Buffer): Promise<Problem | null> => {
    const target = connectTarget(request.url ?? "");
    if (target === null || hostHeaders(request.rawHeaders).length > 1) return unreadable;
    const admission = await admitted(target, "tunnel");
    if (!admission.admitted) return admission;
    const { route } = admission;
    let upstream: Socket;
    try {
      const options = { timeoutMs: limits.connectMs, signal: closing.signal };
      upstream = keep(
        route.via === "direct"
          ? await connectDirectly(target, route.addresses, options)
          : await connectThrough(route.proxy, target, options),
      );
    } catch (error) {
      return unreachable(target, error);
    }
    client.write("HTTP/1.1 200 Connection Established\r\n\r\n");
    if (head.length > 0) upstream.write(head);
    for (const socket of [client, upstream]) socket.setTimeout(limits.idleMs, () => socket.destroy());
    await splice(client, upstream);
    return null;
  };

  const plain = async (request: IncomingMessage, response: ServerResponse): Promise<Problem | null> => {
    const asked = absoluteTarget(request.url ?? "");
    if (asked === null || !hostHeaderAgrees(request.rawHeaders, asked.target)) return unreadable;
    if (!methods.has(request.method ?? "")) return { status: 405, reason: `${request.method} is not passed on.` };
    const { target, url } = asked;
    const admission = await admitted(target, "plain");
    if (!admission.admitted) return admission;
    try {
      const { connectMs, idleMs } = limits;
      const { route } = admission;
      await forward(request, response, { target, url, route, connectMs, idleMs, signal: closing.signal });
      return null;
    } catch (error) {
      return unreachable(target, error);
    }
  };

  const server = createServer({
    maxHeaderSize: limits.headerBytes,
    headersTimeout: limits.headerMs,
    connectionsCheckingInterval: Math.min(1_000, limits.headerMs),
    // An upload may take as long as it moves.
    requestTimeout: 0,
    keepAliveTimeout: 5_000,
  });
  server.timeout = limits.idleMs;
  server.maxConnections = 4 * limits.connections;
  server.on("connection", keep);
  server.on("connect", (request: IncomingMessage, client: Duplex, head: Buffer) => {
    // What this server accepts are sockets; the types of node:http know less.
    if (!(client instanceof Socket)) return void client.destroy();
    void counted(() => tunnel(request, client, head)).then((problem) => {
      if (problem !== null) answerRaw(client, problem);
    });
  });
  server.on("request", (request, response) => {
    void counted(() => plain(request, response)).then((problem) => {
      if (problem !== null) answer(response, problem);
    });
  });

  return {
    server,
    endAll: () => {
      closing.abort();
      for (const stream of open) stream.destroy();
    },
  };
};

/**
 * Joins two connections until both have closed. Each direction ends by itself; when a connection breaks, the other
 * ends at once, and otherwise after it has sent what it holds.
 */
const splice = (client: Socket, upstream: Socket): Promise<unknown> => {
  const ends = [
    [client, upstream],
    [upstream, client],
  ] as const;
  return Promise.all(
    ends.map(([from, to]) => {
      from.pipe(to);
      return new Promise<void>((resolve) => {
        const closed = (broken: boolean): void => {
          if (broken) to.destroy();
          else to.destroySoon();
          resolve();
        };
        if (from.closed) closed(true);
        else from.once("close", closed);
      });
    }),
  );
};
