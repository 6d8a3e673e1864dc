import { randomBytes } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import http, { createServer } from "node:http";
import { tmpdir } from "node:os";
import path from "node:path";
import { createGateway, type GatewayDoor } from "../server/gateway/gateway.ts";
import { systemClock } from "../server/platform/clock.ts";
import { createLogger } from "../server/platform/logger.ts";
import { measurement, median, repeatedly, type Bench, type Measurement } from "./measurement.ts";

/** Of Claude Code with all its tools and some history; and of a long conversation. In bytes. */
const sizes = [
  { name: "125kb", bytes: 125_000 },
  { name: "1mb", bytes: 1_000_000 },
] as const;
const repetitions = 300;
const warmUps = 50;

/**
 * A call of the Messages API through the gateway's unix socket, beside the same call of the same service without it:
 * until the first byte of the answer's content, and until its end. The service answers at once, and the door's owner
 * admits and hears at once, so that what is left is the gateway. Everything is in this process, which is more than the
 * gateway costs in the runner, where child and service have other cores.
 */
export const gateway: Bench = async (say) => {
  const folder = mkdtempSync(path.join(tmpdir(), "spiral-bench-gw-"));
  const service = await startService();
  const between = createGateway({
    socketFolder: folder,
    clock: systemClock,
    newToken: () => randomBytes(32).toString("base64url"),
    log: createLogger("gateway", { level: "silent" }),
    proxyEnvironment: {},
  });
  const agent = new http.Agent({ keepAlive: true });
  try {
    const upstream = { kind: "api_key", addresses: "any", baseUrl: service.url, credential: "key-of-a-bench" } as const;
    const door = await between.open(
      {
        admit: () => Promise.resolve({ admitted: true, upstream }),
        onNotCarried: () => undefined,
        onBegun: async () => undefined,
        onEnded: () => Promise.resolve(),
      },
      "socket",
    );
    const measurements: Measurement[] = [];
    for (const { name, bytes } of sizes) {
      const body = requestOf(bytes);
      const pair = async (): Promise<{ through: Timing; direct: Timing }> => ({
        direct: await call({ ...service.where, token: "key-of-a-bench", body, agent }),
        through: await call({ ...socketOf(door), token: door.token, body, agent }),
      });
      await repeatedly(warmUps, pair);
      const pairs = await repeatedly(repetitions, pair);
      for (const part of ["firstByte", "whole"] as const) {
        const value = median(pairs.map(({ through }) => through[part]));
        const direct = median(pairs.map((each) => each.direct[part]));
        say(`${name}, ${part}: ${value.toFixed(2)} ms, direct ${direct.toFixed(2)} ms`);
        measurements.push(
          measurement({
            name: `gateway-${part === "firstByte" ? "first-byte" : "whole"}-${name}`,
            value,
            unit: "ms",
            against: { what: "the same call without a gateway", value: direct },
          }),
        );
      }
    }
    return measurements;
  } finally {
    agent.destroy();
    await between.close();
    await service.close();
    rmSync(folder, { recursive: true, force: true });
  }
};

const event = (data: { readonly type: string } & Record<string, unknown>): string =>
  `event: ${data.type}\ndata: ${JSON.stringify(data)}\n\n`;

const text = event({
  type: "content_block_delta",
  index: 0,
  delta: { type: "text_delta", text: "A few words more. " },
});
const answer = [
  event({
    type: "message_start",
    message: { id: "msg_bench", model: "claude-bench", usage: { input_tokens: 30_000, output_tokens: 1 } },
  }),
  ...Array.from({ length: 200 }, () => text),
  event({ type: "message_delta", delta: { stop_reason: "end_turn" }, usage: { output_tokens: 800 } }),
  event({ type: "message_stop" }),
];

interface Service {
  readonly url: string;
  readonly where: { readonly port: number };
  close(): Promise<void>;
}

/** Reads a request and answers with a stream of 203 events, each written on its own. */
const startService = async (): Promise<Service> => {
  const server = createServer((request, response) => {
    request.resume();
    request.once("end", () => {
      response.writeHead(200, { "content-type": "text/event-stream" });
      for (const part of answer) response.write(part);
      response.end();
    });
  });
  await new Promise<void>((resolve, reject) => server.once("error", reject).listen(0, "127.0.0.1", resolve));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("The service of the bench listens on no port.");
  return {
    url: `http://127.0.0.1:${address.port}`,
    where: { port: address.port },
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
};

const socketOf = ({ address }: GatewayDoor): { socketPath: string } => {
  if (address.kind !== "socket") throw new Error("The gateway opened no socket.");
  return { socketPath: address.path };
};

/** A conversation of about this size, in texts of 4 kB with the escapes that code has. */
const requestOf = (bytes: number): Buffer => {
  const line = `  const greeting = "Hello, \${name}!";\n`;
  const content = line.repeat(Math.round(4_000 / line.length));
  const messages = Array.from({ length: Math.round(bytes / 4_000) }, (_, index) => ({
    role: index % 2 === 0 ? "user" : "assistant",
    content,
  }));
  return Buffer.from(JSON.stringify({ model: "claude-bench", max_tokens: 32_000, stream: true, messages }));
};

interface Timing {
  readonly firstByte: number;
  readonly whole: number;
}

interface CallOptions {
  readonly port?: number;
  readonly socketPath?: string;
  readonly token: string;
  readonly body: Buffer;
  readonly agent: http.Agent;
}

const call = ({ token, body, ...where }: CallOptions): Promise<Timing> =>
  new Promise((resolve, reject) => {
    const began = performance.now();
    const headers = { "x-api-key": token, "content-type": "application/json", "content-length": body.length };
    const request = http.request({ ...where, path: "/v1/messages", method: "POST", headers }, (response) => {
      if (response.statusCode !== 200) reject(new Error(`The call ended with status ${response.statusCode}.`));
      let firstByte: number | null = null;
      response.on("data", () => {
        firstByte ??= performance.now() - began;
      });
      response.once("error", reject);
      response.once("end", () => resolve({ firstByte: firstByte ?? 0, whole: performance.now() - began }));
    });
    request.once("error", reject);
    request.end(body);
  });
