import { createSocket } from "node:dgram";
import { once } from "node:events";
import { createServer } from "node:http";
import type { ListenOptions } from "node:net";
import { networkInterfaces } from "node:os";

/** A server of the probes' own: whoever gets to it is told the token, and it remembers what it was told. */
export interface CanaryServer {
  /** 0 for a unix socket. */
  readonly port: number;
  /** Whether anybody has sent this text, as address, header or credential. */
  heard(text: string): boolean;
  close(): Promise<void>;
}

/** Answers every request with an error of the Messages API, so that Claude Code gives up at once as well. */
export const openCanaryServer = async (token: string, at: ListenOptions): Promise<CanaryServer> => {
  const said: string[] = [];
  const server = createServer((request, response) => {
    said.push(`${request.url ?? ""}\n${request.rawHeaders.join("\n")}`);
    request.resume();
    response.writeHead(400, { "content-type": "application/json", connection: "close" });
    response.end(JSON.stringify({ type: "error", error: { type: "invalid_request_error", message: token } }));
  });
  server.listen(at);
  await once(server, "listening");
  const address = server.address();
  return {
    port: address === null || typeof address === "string" ? 0 : address.port,
    heard: (text) => said.some((one) => one.includes(text)),
    close: async () => {
      const closed = once(server, "close");
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
};

/** A name server on loopback: knows no name, and remembers which it was asked for. */
export const openCanaryNameServer = async (): Promise<CanaryServer> => {
  const asked: string[] = [];
  const socket = createSocket("udp4");
  socket.on("message", (query, from) => {
    asked.push(query.toString("latin1"));
    const answer = Buffer.from(query);
    if (answer.length < 4) return;
    // The question as its own answer: a response (QR), name error (RCODE 3).
    answer.writeUInt8(answer.readUInt8(2) | 0x80, 2);
    answer.writeUInt8((answer.readUInt8(3) & 0xf0) | 3, 3);
    socket.send(answer, from.port, from.address);
  });
  socket.bind(0, "127.0.0.1");
  await once(socket, "listening");
  return {
    port: socket.address().port,
    // Case does not matter in names, and some resolvers change it.
    heard: (text) => asked.some((query) => query.toLowerCase().includes(text.toLowerCase())),
    close: async () => {
      const closed = once(socket, "close");
      socket.close();
      await closed;
    },
  };
};

/** The machine's own address in its network, as a virtual machine's metadata address would be; null: it has none. */
export const ownAddress = (): string | null =>
  Object.values(networkInterfaces())
    .flat()
    .find((address) => address !== undefined && !address.internal && address.family === "IPv4")?.address ?? null;
