import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { randomUUID } from "node:crypto";
import type { AddressInfo } from "node:net";
import { z } from "zod";
import { systemClock, type Clock } from "../../platform/clock.ts";
import { parseScopedPath, type Scope } from "./base-url.ts";
import { Disturbances, type OrderedFault } from "./disturbances.ts";
import { MessagesEndpoint } from "./messages-endpoint.ts";
import { PromptCache } from "./metering/prompt-cache.ts";
import { TallyBook, type TokenTally } from "./metering/tally.ts";
import { scriptedModels } from "./models.ts";
import { OllamaEndpoint, OllamaRefusal, type ModelLoad } from "./ollama/ollama-endpoint.ts";
import { ApiRefusal, invalidRequest } from "./protocol/api-error.ts";
import { readApiHeaders } from "./protocol/versions.ts";

export interface ScriptedServerOptions {
  /** Milliseconds between streamed chunks: 0 for tests and benches, about 12 for people. */
  readonly pace: number;
  /** 0, the default, takes a free one. */
  readonly port?: number;
  readonly clock?: Clock;
  /** How long a used-up window of the `quota` story lasts, in milliseconds. */
  readonly quotaWindowMs?: number;
  readonly newId?: () => string;
  /** As an Ollama server: tokens of context of whoever asks for none (OLLAMA_CONTEXT_LENGTH); enough by default. */
  readonly ollamaContext?: number;
  /** Where it writes down what it tells its clients, for whoever reads it with readTallyFile(). */
  readonly tallyFile?: string | undefined;
}

export interface ScriptedServer {
  /** `http://127.0.0.1:<port>`; give clients a scriptedBaseUrl() below it. */
  readonly url: string;
  /** What was sent, summed over all scopes that agree with the parts given; `{}` is everything. */
  tally(scope: Partial<Scope>): TokenTally;
  /** Lets coming calls fail, whatever their story says. */
  failNext(order: OrderedFault): void;
  /** Lets it, as an Ollama server, lack one of its models until that is pulled. */
  forgetModel(name: string): void;
  /** As an Ollama server: each time that a model was loaded, or loaded anew, and with which context. */
  loads(): readonly ModelLoad[];
  /** Ends open streams too. */
  close(): Promise<void>;
}

/** In characters; the real API counts 32 MB. */
const largestBody = 32 * 1024 * 1024;

/**
 * Starts the scripted model on loopback: a small HTTP server that speaks the Messages API and tells stories from
 * scenarios/. It is no language model and never pretends to be one.
 */
export const createScriptedServer = async (options: ScriptedServerOptions): Promise<ScriptedServer> => {
  const clock = options.clock ?? systemClock;
  const newId = options.newId ?? (() => randomUUID().replaceAll("-", ""));
  const disturbances = new Disturbances({ clock, quotaWindowMs: options.quotaWindowMs ?? 3_000 });
  const tallies = new TallyBook(options.tallyFile);
  const messages = new MessagesEndpoint({
    clock,
    newId,
    disturbances,
    tallies,
    cache: new PromptCache(),
    paceMs: options.pace,
  });

  const { pace: paceMs, ollamaContext: defaultContext = 65_536 } = options;
  const ollama = new OllamaEndpoint({ disturbances, tallies, paceMs, defaultContext });

  const http = createServer((request, response) => {
    const requestId = `req_scripted_${newId()}`;
    response.setHeader("request-id", requestId);
    route(request, response, { messages, ollama }).catch((error: unknown) => {
      if (error instanceof OllamaRefusal) {
        if (response.headersSent) response.destroy();
        else sendJson(response, error.status, { error: error.message });
        return;
      }
      const refusal =
        error instanceof ApiRefusal
          ? error
          : new ApiRefusal("api_error", "The scripted server failed; its log has the cause.");
      if (!(error instanceof ApiRefusal)) process.emitWarning(error instanceof Error ? error : String(error));
      if (response.headersSent) response.destroy();
      else sendRefusal(response, refusal, requestId);
    });
  });
  await new Promise<void>((resolve, reject) => {
    http.once("error", reject);
    http.listen(options.port ?? 0, "127.0.0.1", resolve);
  });
  const { port } = addressOf(http.address());

  return {
    url: `http://127.0.0.1:${port}`,
    tally: (scope) => tallies.read(scope),
    failNext: (order) => disturbances.order(order),
    forgetModel: (name) => ollama.forget(name),
    loads: () => ollama.loads(),
    close: () =>
      new Promise((resolve) => {
        // Its only error is that it is closed already.
        http.close(() => resolve());
        http.closeAllConnections();
      }),
  };
};

const addressOf = (address: AddressInfo | string | null): AddressInfo => {
  if (address === null || typeof address === "string") throw new Error("The scripted server listens on no TCP port.");
  return address;
};

const route = async (
  request: IncomingMessage,
  response: ServerResponse,
  { messages, ollama }: { messages: MessagesEndpoint; ollama: OllamaEndpoint },
): Promise<void> => {
  const url = new URL(request.url ?? "/", "http://127.0.0.1");
  const path = parseScopedPath(url.pathname);
  if (path.kind === "invalid") throw invalidRequest(`The base URL is not one of scriptedBaseUrl(): ${path.problem}`);
  const at = `${request.method ?? "GET"} ${path.route}`;

  const scope = path.kind === "scoped" ? path.scope : null;
  if (await ollama.answer(at, scope, () => readJson(request), response)) return;
  switch (at) {
    // Claude Code's look whether anybody is there.
    case "GET /api/hello":
    case "HEAD /api/hello":
      return sendJson(response, 200, { message: "hello" });
    case "GET /v1/models":
      requireCredential(request);
      readApiHeaders(request.headers);
      if (path.kind === "scoped") messages.refuseIfDisturbed(path.scope);
      return sendJson(response, 200, modelList);
    case "POST /v1/messages":
    case "POST /v1/messages/count_tokens": {
      requireCredential(request);
      if (path.kind === "unscoped" && at === "POST /v1/messages" && isForOllama(request)) {
        const body = await readJson(request);
        ollama.loadForClaudesInterface(body);
        return messages.answerToolCheck(body, response);
      }
      if (path.kind === "unscoped")
        throw invalidRequest("Say which story to tell: use a base URL of scriptedBaseUrl().");
      const headers = readApiHeaders(request.headers);
      const body = await readJson(request);
      if (at === "POST /v1/messages") ollama.loadForClaudesInterface(body);
      return at === "POST /v1/messages"
        ? messages.answer(path.scope, body, headers, response)
        : sendJson(response, 200, messages.count(body, headers));
    }
    default:
      throw new ApiRefusal("not_found_error", `Not found: ${at}`);
  }
};

const modelList = {
  data: scriptedModels.map((id) => ({
    type: "model",
    id,
    display_name: `${id} (a recording)`,
    created_at: "2026-11-01T00:00:00Z",
  })),
  has_more: false,
  first_id: scriptedModels.at(0),
  last_id: scriptedModels.at(-1),
};

/** Any credential will do, but there must be one, as with the real API. */
const requireCredential = ({ headers }: IncomingMessage): void => {
  const bearer = /^Bearer \S+$/.test(headers.authorization ?? "");
  if (headers["x-api-key"] === undefined && !bearer)
    throw new ApiRefusal("authentication_error", "x-api-key header is required");
};

/** What clients send that take this server for Ollama, which wants a credential and looks at none. */
const isForOllama = ({ headers }: IncomingMessage): boolean => headers.authorization === "Bearer ollama";

const readJson = async (request: IncomingMessage): Promise<unknown> => {
  const decoder = new TextDecoder();
  let text = "";
  for await (const chunk of request) {
    text += decoder.decode(z.instanceof(Uint8Array).parse(chunk), { stream: true });
    if (text.length > largestBody) throw new ApiRefusal("request_too_large", "Request exceeds the maximum size");
  }
  try {
    return JSON.parse(text);
  } catch {
    throw invalidRequest("The request body is not valid JSON");
  }
};

const sendJson = (response: ServerResponse, status: number, body: unknown): void => {
  response.writeHead(status, { "content-type": "application/json" });
  response.end(JSON.stringify(body));
};

const sendRefusal = (response: ServerResponse, refusal: ApiRefusal, requestId: string): void => {
  for (const [name, value] of Object.entries(refusal.headers)) response.setHeader(name, value);
  sendJson(response, refusal.status, refusal.body(requestId));
};
