import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { Socket } from "node:net";
import { setTimeout as pause } from "node:timers/promises";
import { z } from "zod";

/**
 * A loopback server for this folder's tests: it answers POST /v1/messages with one scripted reply after the other
 * and remembers what it was sent. It scripts the transport (errors, cuts, garbage, silence), where
 * server/providers/scripted plays stories.
 */
export type Reply =
  | { readonly kind: "text"; readonly text: string; readonly chunks?: number }
  | {
      readonly kind: "tools";
      readonly text?: string;
      readonly tools: readonly { readonly id?: string; readonly name: string; readonly input: unknown }[];
    }
  | {
      readonly kind: "error";
      readonly status: number;
      readonly type?: string;
      readonly message?: string;
      readonly headers?: Readonly<Record<string, string>>;
    }
  /** Half of an answer, then the connection is reset. */
  | { readonly kind: "cut" }
  /** Half of an answer, then nothing until the client hangs up. */
  | { readonly kind: "stall" }
  /** Accepts the request and never answers. */
  | { readonly kind: "silent" }
  | { readonly kind: "garbage" }
  | { readonly kind: "empty" }
  | { readonly kind: "refusal" };

const RequestBody = z.looseObject({
  model: z.string(),
  stream: z.boolean().optional(),
  messages: z.array(z.looseObject({ role: z.string(), content: z.unknown() })),
  tools: z.array(z.looseObject({ name: z.string().optional() })).optional(),
  system: z.unknown().optional(),
});
export interface SeenRequest {
  readonly at: number;
  readonly headers: IncomingMessage["headers"];
  readonly body: z.infer<typeof RequestBody>;
}

export interface TestingModel {
  readonly baseUrl: string;
  readonly requests: readonly SeenRequest[];
  /** Replies are used up in order; the last one repeats. A function decides from the request instead. */
  play(replies: readonly Reply[] | ((request: SeenRequest, index: number) => Reply)): void;
  close(): Promise<void>;
}

export const startTestingModel = async (): Promise<TestingModel> => {
  const requests: SeenRequest[] = [];
  const sockets = new Set<Socket>();
  let choose: (request: SeenRequest, index: number) => Reply = () => ({ kind: "text", text: "Done." });
  let played = 0;

  const server = createServer((request, response) => {
    void answer(request, response);
  });
  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const parts: Buffer[] = [];
    for await (const part of request) if (Buffer.isBuffer(part)) parts.push(part);
    if (request.method !== "POST" || !(request.url ?? "").startsWith("/v1/messages")) {
      response.writeHead(404, { "content-type": "application/json" }).end('{"type":"error"}');
      return;
    }
    if ((request.url ?? "").startsWith("/v1/messages/count_tokens")) {
      response.writeHead(200, { "content-type": "application/json" }).end('{"input_tokens":10}');
      return;
    }
    const body = RequestBody.parse(JSON.parse(Buffer.concat(parts).toString("utf8")));
    const seen: SeenRequest = { at: performance.now(), headers: request.headers, body };
    requests.push(seen);
    await send(choose(seen, played++), body.model, response);
  };
  server.on("connection", (socket) => {
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("The testing model listens on no port.");

  return {
    baseUrl: `http://127.0.0.1:${address.port}`,
    requests,
    play(replies) {
      played = 0;
      choose =
        typeof replies === "function"
          ? replies
          : (_, index) => replies[Math.min(index, replies.length - 1)] ?? { kind: "text", text: "Done." };
    },
    close: () =>
      new Promise((resolve) => {
        for (const socket of sockets) socket.destroy();
        server.close(() => resolve());
      }),
  };
};

const frame = (event: Record<string, unknown>): string =>
  `event: ${String(event["type"])}\ndata: ${JSON.stringify(event)}\n\n`;

const start = (model: string): string =>
  frame({
    type: "message_start",
    message: {
      id: `msg_${Math.random().toString(36).slice(2)}`,
      type: "message",
      role: "assistant",
      model,
      content: [],
      stop_reason: null,
      stop_sequence: null,
      usage: { input_tokens: 10, output_tokens: 1, cache_read_input_tokens: 5, cache_creation_input_tokens: 3 },
    },
  });

const end = (stopReason: string): string =>
  frame({
    type: "message_delta",
    delta: { stop_reason: stopReason, stop_sequence: null },
    usage: { output_tokens: 20 },
  }) + frame({ type: "message_stop" });

const textBlock = (index: number, text: string, chunks: number): string => {
  const size = Math.max(1, Math.ceil(text.length / chunks));
  let deltas = "";
  for (let at = 0; at < text.length; at += size) {
    const delta = { type: "text_delta", text: text.slice(at, at + size) };
    deltas += frame({ type: "content_block_delta", index, delta });
  }
  return (
    frame({ type: "content_block_start", index, content_block: { type: "text", text: "" } }) +
    deltas +
    frame({ type: "content_block_stop", index })
  );
};

const toolBlock = (index: number, id: string, name: string, input: unknown): string =>
  frame({ type: "content_block_start", index, content_block: { type: "tool_use", id, name, input: {} } }) +
  frame({
    type: "content_block_delta",
    index,
    delta: { type: "input_json_delta", partial_json: JSON.stringify(input) },
  }) +
  frame({ type: "content_block_stop", index });

const send = async (reply: Reply, model: string, response: ServerResponse): Promise<void> => {
  const stream = (): ServerResponse => response.writeHead(200, { "content-type": "text/event-stream" });
  switch (reply.kind) {
    case "text":
      stream().end(start(model) + textBlock(0, reply.text, reply.chunks ?? 3) + end("end_turn"));
      return;
    case "tools": {
      const text = reply.text === undefined ? "" : textBlock(0, reply.text, 2);
      const tools = reply.tools.map((tool, at) =>
        toolBlock(
          at + (text === "" ? 0 : 1),
          tool.id ?? `toolu_${Math.random().toString(36).slice(2)}`,
          tool.name,
          tool.input,
        ),
      );
      stream().end(start(model) + text + tools.join("") + end("tool_use"));
      return;
    }
    case "error":
      response.writeHead(reply.status, { "content-type": "application/json", ...reply.headers }).end(
        JSON.stringify({
          type: "error",
          error: { type: reply.type ?? "api_error", message: reply.message ?? "scripted error" },
        }),
      );
      return;
    case "cut":
      stream().write(start(model) + textBlock(0, "This sentence will never be", 1));
      await pause(50);
      response.socket?.resetAndDestroy();
      return;
    case "stall":
      stream().write(start(model) + textBlock(0, "This sentence will never be", 1));
      return;
    case "silent":
      return;
    case "garbage":
      stream().end("<html>502 Bad Gateway</html>\n\n");
      return;
    case "empty":
      response.writeHead(200, { "content-type": "text/event-stream" }).end();
      return;
    case "refusal":
      stream().end(start(model) + textBlock(0, "I can't help with that.", 1) + end("refusal"));
      return;
  }
};
