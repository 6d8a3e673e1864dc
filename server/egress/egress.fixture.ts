import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import http, { type RequestListener } from "node:http";
import net from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { onTestFinished } from "vitest";
import type { Lookup } from "../platform/checked-lookup.ts";
import { createLogger } from "../platform/logger.ts";
import { createEgress, type EgressDoor, type EgressOptions } from "./egress.ts";

/** A DNS of the test's own: a name's answers, one after the other; the last one stays. */
export const dnsOf = (names: Readonly<Record<string, readonly (readonly string[])[]>>) => {
  const asked: string[] = [];
  const lookup: Lookup = async (hostname) => {
    const before = asked.filter((name) => name === hostname).length;
    asked.push(hostname);
    const answers = names[hostname];
    const answer = answers?.[Math.min(before, answers.length - 1)];
    if (answer === undefined) throw Object.assign(new Error("ENOTFOUND"), { code: "ENOTFOUND" });
    return answer.map((address) => ({ address, family: net.isIP(address) }));
  };
  return { lookup, asked };
};

const portOf = (server: net.Server): number => {
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("The server has no port.");
  return address.port;
};

/** Repeats every byte, and counts who came. */
export const startEcho = async () => {
  const connections: net.Socket[] = [];
  const server = net.createServer({ allowHalfOpen: true }, (socket) => {
    connections.push(socket);
    socket.on("error", () => undefined);
    socket.pipe(socket);
  });
  await once(server.listen(0, "127.0.0.1"), "listening");
  onTestFinished(() => {
    for (const socket of connections) socket.destroy();
    server.close();
  });
  return { port: portOf(server), connections };
};

export interface SeenRequest {
  readonly method: string;
  readonly url: string;
  readonly rawHeaders: readonly string[];
  readonly body: string;
}

/** A web server that remembers what it was asked. */
export const startWeb = async (answer: RequestListener = (_request, response) => void response.end("hello")) => {
  const requests: SeenRequest[] = [];
  const server = http.createServer((request, response) => {
    let body = "";
    request.setEncoding("utf8");
    request.on("data", (part: string) => (body += part));
    request.on("end", () => {
      const { method = "", url = "", rawHeaders } = request;
      requests.push({ method, url, rawHeaders, body });
      answer(request, response);
    });
  });
  await once(server.listen(0, "127.0.0.1"), "listening");
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return { port: portOf(server), requests, server };
};

/** A proxy that tunnels everything to one port of this machine, whatever was asked for. */
export const startOtherProxy = async (port: number, { refuse = false }: { refuse?: boolean } = {}) => {
  const asked: { readonly line: string; readonly authorization: string | undefined }[] = [];
  const server = http.createServer((request, response) => {
    asked.push({
      line: `${request.method} ${request.url}`,
      authorization: request.headers["proxy-authorization"],
    });
    response.end("from the proxy");
  });
  server.on("connect", (request: http.IncomingMessage, client: net.Socket) => {
    asked.push({ line: `CONNECT ${request.url}`, authorization: request.headers["proxy-authorization"] });
    if (refuse) return void client.end("HTTP/1.1 407 Proxy Authentication Required\r\n\r\n");
    const upstream = net.connect(port, "127.0.0.1");
    client.write("HTTP/1.1 200 OK\r\n\r\n");
    client.pipe(upstream).pipe(client);
    client.on("error", () => upstream.destroy());
    upstream.on("error", () => client.destroy());
  });
  await once(server.listen(0, "127.0.0.1"), "listening");
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return { port: portOf(server), asked };
};

export interface OpenedDoor {
  readonly door: EgressDoor;
  readonly refused: { readonly host: string; readonly port: number; readonly reason: string }[];
}

/** A door with a list, on a unix socket unless said otherwise. */
export const openDoor = async (
  hosts: readonly string[],
  options: Partial<EgressOptions> & { how?: "socket" | "loopback" } = {},
): Promise<OpenedDoor> => {
  const socketFolder = await mkdtemp(path.join(tmpdir(), "egress-"));
  const egress = createEgress({
    socketFolder,
    log: createLogger("test", { level: "silent" }),
    lookup: dnsOf({}).lookup,
    proxyEnvironment: {},
    ...options,
  });
  onTestFinished(async () => {
    await egress.close();
    await rm(socketFolder, { recursive: true });
  });
  const refused: OpenedDoor["refused"] = [];
  const door = await egress.open({ hosts, onRefused: (one) => void refused.push(one) }, options.how ?? "socket");
  return { door, refused };
};

/** A connection to a door that collects what comes back. */
export const dial = async ({ address }: EgressDoor) => {
  const target =
    address.kind === "socket"
      ? { path: address.path }
      : { host: new URL(address.url).hostname, port: Number(new URL(address.url).port) };
  const socket = net.connect({ ...target, allowHalfOpen: true });
  let text = "";
  socket.setEncoding("latin1");
  socket.on("data", (part: string) => (text += part));
  socket.on("error", () => undefined);
  onTestFinished(() => void socket.destroy());
  const ended = new Promise<string>((resolve) => {
    socket.on("end", () => resolve(text));
    socket.on("close", () => resolve(text));
  });
  await once(socket, "connect");
  return {
    socket,
    /** Everything until the other side ended. */
    ended,
    /** Waits until what came has this in it. */
    until: async (part: string): Promise<string> => {
      while (!text.includes(part)) {
        if (socket.destroyed || socket.readableEnded) throw new Error(`Ended without ${JSON.stringify(part)}: ${text}`);
        await Promise.race([once(socket, "data"), ended]);
      }
      return text;
    },
  };
};

/** Sends a text and returns all that comes back until the door ends the connection. */
export const exchange = async (door: EgressDoor, text: string): Promise<string> => {
  const { socket, ended } = await dial(door);
  socket.write(text);
  return ended;
};

export const connectLine = (authority: string): string => `CONNECT ${authority} HTTP/1.1\r\nHost: ${authority}\r\n\r\n`;

export const statusOf = (answer: string): number => Number(/^HTTP\/1\.1 (\d{3})/.exec(answer)?.[1] ?? "0");
