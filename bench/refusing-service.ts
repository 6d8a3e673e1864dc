import { createServer, type IncomingMessage, type Server } from "node:http";
import { once } from "node:events";
import { z } from "zod";

/** One switch as the service sees it: when it refused Claude's model, and when the first byte of the other's answer went out. */
export interface SeenSwitch {
  readonly refusedAt: number;
  readonly answeredAt: number;
}

/** Plays Claude at its limit and a local model that answers at once, on one address. */
export interface RefusingService {
  readonly server: Server;
  readonly port: number;
  /** Resolves with the next refusal and the answer that follows it. */
  nextSwitch(): Promise<SeenSwitch>;
  close(): void;
}

const Asked = z.looseObject({ model: z.string() });

const event = (data: { readonly type: string } & Record<string, unknown>): string =>
  `event: ${data.type}\ndata: ${JSON.stringify(data)}\n\n`;
const answerOf = (model: string): string =>
  [
    event({
      type: "message_start",
      message: {
        id: "msg_bench",
        type: "message",
        role: "assistant",
        model,
        content: [],
        stop_reason: null,
        stop_sequence: null,
        usage: { input_tokens: 10, output_tokens: 1 },
      },
    }),
    event({ type: "content_block_start", index: 0, content_block: { type: "text", text: "" } }),
    event({ type: "content_block_delta", index: 0, delta: { type: "text_delta", text: "Done." } }),
    event({ type: "content_block_stop", index: 0 }),
    event({
      type: "message_delta",
      delta: { stop_reason: "end_turn", stop_sequence: null },
      usage: { output_tokens: 2 },
    }),
    event({ type: "message_stop" }),
  ].join("");

const refusal = JSON.stringify({
  type: "error",
  error: { type: "rate_limit_error", message: "This request would exceed your account's rate limit." },
});

const bodyOf = async (request: IncomingMessage): Promise<string> => {
  let text = "";
  for await (const chunk of request.setEncoding("utf8")) text += String(chunk);
  return text;
};

export const startRefusingService = async (localModel: string): Promise<RefusingService> => {
  let refusedAt: number | null = null;
  let onSwitch: (seen: SeenSwitch) => void = () => undefined;
  const server = createServer((request, response) => {
    void bodyOf(request).then((body) => {
      if (request.method !== "POST" || !(request.url ?? "").startsWith("/v1/messages?"))
        return response.writeHead(404).end();
      const { model } = Asked.parse(JSON.parse(body));
      if (model !== localModel) {
        const headers = { "content-type": "application/json", "retry-after": "3600" };
        response.writeHead(429, headers).end(refusal);
        refusedAt = performance.now();
        return undefined;
      }
      response.writeHead(200, { "content-type": "text/event-stream" }).write(answerOf(model));
      if (refusedAt !== null) onSwitch({ refusedAt, answeredAt: performance.now() });
      refusedAt = null;
      response.end();
      return undefined;
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("The service of the bench listens on no port.");
  return {
    server,
    port: address.port,
    nextSwitch: () => new Promise((resolve) => (onSwitch = resolve)),
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
};
