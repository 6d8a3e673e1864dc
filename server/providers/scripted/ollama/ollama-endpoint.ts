import type { ServerResponse } from "node:http";
import { setTimeout as delay } from "node:timers/promises";
import { z } from "zod";
import { analysisSchemas, type AnalysisOperation } from "../scenario.ts";
import type { Scope } from "../base-url.ts";
import type { Disturbances } from "../disturbances.ts";
import { isAnswerFault } from "../faults.ts";
import type { TallyBook } from "../metering/tally.ts";
import { estimateTokens } from "../metering/tokens.ts";
import { misfitting, scriptedOutput, scriptedToolRequest } from "../play/analyst.ts";
import { ApiRefusal } from "../protocol/api-error.ts";
import { findScenario } from "../scenarios/registry.ts";
import { findLocalModel, localModels, type LocalModel } from "./local-models.ts";

/** A refusal in Ollama's own shape: `{"error": "…"}`. */
export class OllamaRefusal extends Error {
  override readonly name = "OllamaRefusal";
  readonly status: number;
  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

/** A model that came into memory, or into memory anew, with so many tokens of context. */
export interface ModelLoad {
  readonly model: string;
  readonly context: number;
}

/** Plays Ollama's own routes: what a client needs to find models, to load and pull them, and to ask for JSON. */
export class OllamaEndpoint {
  readonly #disturbances: Disturbances;
  readonly #tallies: TallyBook;
  readonly #paceMs: number;
  readonly #defaultContext: number;
  readonly #loads: ModelLoad[] = [];
  /** Loaded models, the context each was loaded with, and how long it was asked to stay. */
  readonly #loaded = new Map<string, { context: number; keepAlive: string | number }>();
  /** Pulled while it runs; a pull of any other name is refused as the real registry refuses what it does not have. */
  readonly #pulled = new Set<string>(localModels.flatMap(({ name, missing }) => (missing ? [] : [name])));

  constructor(on: { disturbances: Disturbances; tallies: TallyBook; paceMs: number; defaultContext: number }) {
    this.#disturbances = on.disturbances;
    this.#tallies = on.tallies;
    this.#paceMs = on.paceMs;
    this.#defaultContext = on.defaultContext;
  }

  /** @returns whether the route is one of Ollama's */
  async answer(
    route: string,
    scope: Scope | null,
    body: () => Promise<unknown>,
    response: ServerResponse,
  ): Promise<boolean> {
    switch (route) {
      case "GET /api/version":
        return json(response, { version: "0.40.0-scripted" });
      case "GET /api/tags":
        return json(response, { models: localModels.filter(({ name }) => this.#pulled.has(name)).map(listed) });
      case "GET /api/ps":
        return json(response, { models: this.#running() });
      case "POST /api/show":
        return json(response, shown(this.#model(await body())));
      case "POST /api/generate":
        return json(response, this.#load(await body()));
      case "POST /api/pull":
        return this.#pull(await body(), response);
      case "POST /api/chat":
        return this.#chat(scope, await body(), response);
      default:
        return false;
    }
  }

  /** For tests: a server that lacks a model until it is pulled. */
  forget(name: string): void {
    this.#pulled.delete(name);
    this.#loaded.delete(name);
  }

  loads(): readonly ModelLoad[] {
    return this.#loads;
  }

  /** Claude's interface cannot ask for a context: the model is loaded, anew if need be, with the server's own. */
  loadForClaudesInterface(body: unknown): void {
    const { model } = z.looseObject({ model: z.string().catch("") }).parse(body);
    const found = this.#pulled.has(model) ? findLocalModel(model) : null;
    if (found !== null) this.#hold(found, {});
  }

  /** As the real one: whoever asks for another context than it is loaded with has it loaded anew. */
  #hold(model: LocalModel, asked: { context?: number | undefined; keepAlive?: string | number | undefined }): void {
    if (model.remote !== undefined) return;
    const context = Math.min(model.contextLength, asked.context ?? this.#defaultContext);
    if (this.#loaded.get(model.name)?.context !== context) this.#loads.push({ model: model.name, context });
    this.#loaded.set(model.name, { context, keepAlive: asked.keepAlive ?? "5m" });
  }

  #running(): object[] {
    return localModels.flatMap((model) => {
      const loaded = this.#loaded.get(model.name);
      if (loaded === undefined) return [];
      const { context, keepAlive } = loaded;
      // The real one says when it goes; this one never does, and says what it was asked.
      return [{ ...listed(model), size_vram: model.sizeBytes, context_length: context, keep_alive: keepAlive }];
    });
  }

  #model(body: unknown): LocalModel {
    const { model } = z.looseObject({ model: z.string() }).parse(body);
    const found = this.#pulled.has(model) ? findLocalModel(model) : null;
    if (found === null) throw new OllamaRefusal(404, `model '${model}' not found`);
    return found;
  }

  #load(body: unknown): object {
    const model = this.#model(body);
    const { keep_alive: keepAlive, options } = Asked.parse(body);
    if (keepAlive === 0) this.#loaded.delete(model.name);
    else this.#hold(model, { context: options?.num_ctx, keepAlive });
    return { model: model.name, response: "", done: true, done_reason: keepAlive === 0 ? "unload" : "load" };
  }

  async #pull(body: unknown, response: ServerResponse): Promise<true> {
    const { name } = z.looseObject({ name: z.string() }).parse(body);
    const model = findLocalModel(name);
    response.writeHead(200, { "content-type": "application/x-ndjson" });
    const line = (value: object): void => void response.write(`${JSON.stringify(value)}\n`);
    line({ status: "pulling manifest" });
    if (model === null) {
      line({ error: "pull model manifest: file does not exist" });
    } else {
      for (const part of [0, 1, 2, 3, 4]) {
        line({
          status: `pulling ${model.digest.slice(0, 12)}`,
          digest: model.digest,
          total: model.sizeBytes,
          completed: (model.sizeBytes / 4) * part,
        });
        if (this.#paceMs > 0) await delay(this.#paceMs * 20);
      }
      this.#pulled.add(name);
      line({ status: "success" });
    }
    response.end();
    return true;
  }

  /** Analyses with a demanded `format`; whoever sends none gets prose, as from any model. */
  async #chat(scope: Scope | null, body: unknown, response: ServerResponse): Promise<true> {
    const request = ChatRequest.parse(body);
    const model = this.#model(request);
    if (scope === null || !isAnalysis(scope.operation)) throw new OllamaRefusal(400, "Say which story to tell.");
    const scenario = findScenario(scope.scenario);
    if (scenario === null) throw new OllamaRefusal(404, `There is no scenario "${scope.scenario}".`);
    const prompt = estimateTokens(JSON.stringify(request.messages));
    this.#hold(model, { context: request.options?.num_ctx, keepAlive: request.keep_alive });
    const fault = this.#disturbances.next(scope, scenario, "local");
    if (fault !== null && !isAnswerFault(fault.name)) {
      this.#tallies.refuse(scope);
      throw new OllamaRefusal(fault.name === "model-not-found" ? 404 : 500, "the model failed to load");
    }
    const asksFor = scriptedToolRequest(scenario, scope);
    const asked = request.messages.some(({ role, content }) => role === "user" && content.includes("gives back:"));
    const canAsk = JSON.stringify(request.format ?? null).includes('"request_tool"');
    const output: Record<string, unknown> =
      asksFor !== null && canAsk && !asked
        ? { request_tool: asksFor }
        : scriptedOutput(scenario, scope.operation, scope);
    const text =
      fault?.name === "empty"
        ? ""
        : fault?.name === "prose" || request.format === undefined
          ? "Sure! I had a look at everything and it all seems fine to me."
          : JSON.stringify(fault?.name === "misfit" ? misfitting(output) : output);
    const evaluated = Math.max(1, estimateTokens(text));
    response.writeHead(200, { "content-type": "application/x-ndjson" });
    const envelope = { model: model.name, created_at: "2026-11-01T00:00:00Z" };
    for (const content of text.match(/[^]{1,24}/gu) ?? []) {
      if (this.#paceMs > 0) await delay(this.#paceMs);
      if (response.destroyed) return true;
      response.write(`${JSON.stringify({ ...envelope, message: { role: "assistant", content }, done: false })}\n`);
    }
    this.#tallies.begin(scope, { uncached: prompt, cacheRead: 0, cacheWrite5m: 0, cacheWrite1h: 0 }, evaluated);
    const end = { done: true, done_reason: "stop", prompt_eval_count: prompt, eval_count: evaluated };
    response.end(`${JSON.stringify({ ...envelope, message: { role: "assistant", content: "" }, ...end })}\n`);
    return true;
  }
}

/** What a request may say about how a model is kept in memory. */
const Asked = z.looseObject({
  keep_alive: z.union([z.string(), z.number()]).optional(),
  options: z.looseObject({ num_ctx: z.int().optional() }).optional(),
});

const ChatRequest = Asked.extend({
  model: z.string(),
  messages: z.array(z.looseObject({ role: z.string(), content: z.string() })),
  format: z.unknown().optional(),
});

const isAnalysis = (operation: Scope["operation"]): operation is AnalysisOperation => operation in analysisSchemas;

/** A model of the server's own has neither of these fields. */
const elsewhere = ({ remote }: LocalModel): object =>
  remote === undefined ? {} : { remote_host: remote.host, remote_model: remote.model };

const detailsOf = ({ parameterSize }: LocalModel): object => ({
  details: { format: "recording", family: "scripted", parameter_size: parameterSize, quantization_level: "Q4_K_M" },
});

const listed = (model: LocalModel): object => ({
  name: model.name,
  model: model.name,
  modified_at: "2026-11-01T00:00:00Z",
  size: model.sizeBytes,
  digest: model.digest,
  ...detailsOf(model),
  ...elsewhere(model),
});

const shown = (model: LocalModel): object => ({
  ...detailsOf(model),
  model_info: { "general.architecture": "scripted", "scripted.context_length": model.contextLength },
  capabilities: model.capabilities,
  ...elsewhere(model),
});

const json = (response: ServerResponse, body: unknown): true => {
  response.writeHead(200, { "content-type": "application/json" });
  response.end(JSON.stringify(body));
  return true;
};

/** What Ollama's Anthropic-compatible endpoint lacks of the real one. */
export const localRefusals = {
  countTokens: () => new ApiRefusal("not_found_error", "404 page not found"),
  systemMessage: () => new ApiRefusal("invalid_request_error", "invalid role: system"),
} as const;
