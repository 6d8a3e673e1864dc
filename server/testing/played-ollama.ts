import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { once } from "node:events";
import { z } from "zod";
import type { Operation } from "../contract/roles.ts";
import { scriptedBaseUrl } from "../providers/scripted/base-url.ts";
import { createScriptedServer, type ScriptedServer } from "../providers/scripted/server.ts";

/**
 * An Ollama server as somebody's own brief meets it: at an address of its own, and without a story in it. By the names of
 * the scripted models it is Claude as well.
 */
export interface PlayedOllama extends AsyncDisposable {
  readonly url: string;
  readonly scripted: ScriptedServer;
}

const Asked = z.looseObject({
  model: z.string().default(""),
  format: z.unknown().optional(),
  /** Where Claude's own interface has it. */
  output_config: z.unknown().optional(),
  tools: z.array(z.unknown()).optional(),
});

/** What the answer has to look like says whose question it is: no two agents hand in the same. */
const operationOf = ({ format, output_config: config }: z.infer<typeof Asked>): Operation => {
  const wanted = JSON.stringify(format ?? config ?? "");
  // A verdict may change the plan, so it has phases, too.
  if (wanted.includes('"verdict"')) return "EVALUATE";
  if (wanted.includes('"phases"')) return "PLAN";
  if (wanted.includes('"strengths"')) return "REVIEW";
  return wanted.includes('"howToRun"') ? "REPORT" : "IMPLEMENT";
};

const textOf = async (request: IncomingMessage): Promise<string> => {
  const chunks: Uint8Array[] = [];
  for await (const chunk of request) chunks.push(z.instanceof(Uint8Array).parse(chunk));
  return Buffer.concat(chunks).toString("utf8");
};

/** A question of a story's, as the server sees it. */
export interface PlayedQuestion {
  readonly model: string;
  readonly operation: Operation;
}

/**
 * Plays a story of one phase to whoever asks one of its models.
 * @param answering awaited before a question of the story is answered; gives further headers of the answer, and what it
 * throws breaks the connection
 */
export const playOllama = async ({
  scenario,
  quotaWindowMs,
  tallyFile,
  ollamaContext,
  answering = () => ({}),
}: {
  readonly scenario: string;
  /** How long a used-up window lasts. */
  readonly quotaWindowMs?: number;
  /** Where it writes down what it tells its clients. */
  readonly tallyFile?: string;
  /** Tokens of context of whoever asks for none. */
  readonly ollamaContext?: number;
  readonly answering?: (question: PlayedQuestion) => Record<string, string> | Promise<Record<string, string>>;
}): Promise<PlayedOllama> => {
  const scripted = await createScriptedServer({
    pace: 0,
    ...(quotaWindowMs !== undefined && { quotaWindowMs }),
    ...(ollamaContext !== undefined && { ollamaContext }),
    tallyFile,
  });

  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const path = (request.url ?? "/").split("?")[0] ?? "/";
    const body = request.method === "POST" ? await textOf(request) : null;
    const asked = body === null ? null : Asked.parse(JSON.parse(body));
    // The tool check comes with a tool of its own and belongs to no story.
    const isCheck = path === "/v1/messages" && body?.includes("look_up_code") === true && !body.includes('"Write"');
    const inStory = asked !== null && !isCheck && (path === "/api/chat" || path === "/v1/messages");
    const operation = asked === null ? null : operationOf(asked);
    const base =
      inStory && operation !== null
        ? scriptedBaseUrl({ serverUrl: scripted.url, scenario, operation, phaseIndex: 0, round: 0 })
        : scripted.url;
    const more = inStory && operation !== null ? await answering({ model: asked.model, operation }) : {};
    const headers = new Headers({ "content-type": "application/json" });
    for (const name of ["anthropic-version", "anthropic-beta", "authorization", "x-api-key"]) {
      const value = request.headers[name];
      if (typeof value === "string") headers.set(name, value);
    }
    const told = await fetch(`${base}${path}`, { method: request.method ?? "GET", headers, body });
    const passed = [...told.headers].filter(
      ([name]) => name === "content-type" || name === "retry-after" || name.startsWith("anthropic-ratelimit-"),
    );
    response.writeHead(told.status, { ...Object.fromEntries(passed), ...more });
    if (told.body !== null) for await (const chunk of told.body) response.write(chunk);
    response.end();
  };
  const server = createServer((request, response) => {
    // A client that has gone is none of this server's business.
    answer(request, response).catch(() => response.destroy());
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("No port could be had.");
  return {
    url: `http://127.0.0.1:${address.port}`,
    scripted,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      server.close();
      await scripted.close();
    },
  };
};
