import type { Ollama } from "ollama";
import { z } from "zod";
import type { ProviderError } from "../../contract/errors.ts";
import { ollamaClient, type OllamaAddress } from "./client.ts";
import { lookFailureOf } from "./failure.ts";

/** One model that a server has, by the server's own word. */
export interface InspectedModel {
  readonly name: string;
  /** Changes when the model is pulled again in another version: what was checked before is void then. */
  readonly digest: string;
  readonly sizeBytes: number;
  /** As the server writes it ("30.5B"); null where it says nothing. */
  readonly parameterSize: string | null;
  readonly quantization: string | null;
  /** `completion`, `tools`, `thinking`, `vision`, …; null: the server did not show this model, and nothing is known. */
  readonly capabilities: readonly string[] | null;
  /** The longest context that the model was made for, in tokens; null where it says nothing. */
  readonly contextLength: number | null;
  /**
   * The machine that runs it where the server only passes on what it is asked, as it does with Ollama's cloud models; null:
   * the server runs it itself.
   */
  readonly runsAt: string | null;
  /** While it is in memory: the context it was loaded with, by whoever asked for it. */
  readonly loaded: { readonly contextLength: number | null; readonly vramBytes: number } | null;
}

export type Inspection =
  | { readonly reachable: true; readonly version: string; readonly models: readonly InspectedModel[] }
  | { readonly reachable: false; readonly error: ProviderError };

/** No server of this kind has as many models; beyond, the rest is not looked at. */
const mostModels = 200;

const text = z.string().max(300);
/** Whatever stands there says that the model runs elsewhere; what cannot be read does not take that back. */
const elsewhere = text.nullish().catch("another machine");
const Elsewhere = z.object({ remote_host: elsewhere, remote_model: elsewhere });
const Listed = Elsewhere.extend({
  name: text.min(1),
  digest: text.default(""),
  size: z.number().min(0).default(0),
  details: z.object({ parameter_size: text.nullish(), quantization_level: text.nullish() }).nullish().catch(null),
});
const Shown = Elsewhere.extend({
  capabilities: z.array(text).max(50).default([]),
  model_info: z.record(z.string(), z.unknown()).default({}),
});
const Running = z.object({
  name: text,
  size_vram: z.number().min(0).default(0),
  context_length: z.int().min(0).nullish(),
});

/**
 * Looks at one server: its version and its models with size, context and capabilities. Nothing is loaded by it.
 * A failure is data: "is not there" is an answer.
 */
export const inspectOllama = async (
  address: OllamaAddress,
  { timeoutMs }: { readonly timeoutMs: number },
): Promise<Inspection> => {
  const client = ollamaClient(address, { timeoutMs });
  try {
    const { version } = z.object({ version: text }).parse(await client.version());
    const listed = z
      .array(Listed)
      .parse((await client.list()).models)
      .slice(0, mostModels);
    const running = z
      .array(Running)
      .catch([])
      .parse((await client.ps()).models);
    const models: InspectedModel[] = [];
    for (const model of listed) models.push(await inspectModel(client, model, running));
    return { reachable: true, version, models };
  } catch (error) {
    const misfit = error instanceof z.ZodError ? new SyntaxError("not Ollama") : error;
    return { reachable: false, error: lookFailureOf(misfit, address) };
  }
};

/**
 * The context that a model has in memory now; right after a request that asked for none, that is what the server gives to
 * whoever cannot ask.
 * @returns null where nobody could be asked; a context of null where the model is not in memory or the server says nothing
 */
export const contextInMemory = async (
  address: OllamaAddress,
  { model, timeoutMs }: { readonly model: string; readonly timeoutMs: number },
): Promise<{ readonly context: number | null } | null> => {
  try {
    const running = z.array(Running).parse((await ollamaClient(address, { timeoutMs }).ps()).models);
    return { context: running.find(({ name }) => name === model)?.context_length ?? null };
  } catch {
    return null;
  }
};

const inspectModel = async (
  client: Ollama,
  listed: z.infer<typeof Listed>,
  running: readonly z.infer<typeof Running>[],
): Promise<InspectedModel> => {
  const { name, digest, size, details } = listed;
  // One model that cannot be shown does not hide the others.
  const shown = Shown.safeParse(await client.show({ model: name }).catch(() => null)).data;
  const loaded = running.find((one) => one.name === name);
  return {
    name,
    digest,
    sizeBytes: size,
    parameterSize: details?.parameter_size ?? null,
    quantization: details?.quantization_level ?? null,
    capabilities: shown?.capabilities ?? null,
    contextLength: contextLengthOf(shown?.model_info ?? {}),
    runsAt: runsAtOf(name, [listed, ...(shown === undefined ? [] : [shown])]),
    loaded: loaded === undefined ? null : { contextLength: loaded.context_length ?? null, vramBytes: loaded.size_vram },
  };
};

const ollamasCloud = "ollama.com";

/**
 * By the server's word; a name like `gpt-oss:120b-cloud` or `glm-4.6:cloud` says it too, where a server says nothing else.
 */
const runsAtOf = (name: string, said: readonly z.infer<typeof Elsewhere>[]): string | null => {
  const host = said.map(({ remote_host: at }) => at ?? "").find((at) => at !== "");
  if (host !== undefined) return URL.parse(host)?.hostname || host;
  const isRemote = said.some(({ remote_model: model }) => (model ?? "") !== "");
  return isRemote || /[:-]cloud$/i.test(name) ? ollamasCloud : null;
};

/** The key carries the architecture's name: `qwen3moe.context_length`. */
const contextLengthOf = (info: Readonly<Record<string, unknown>>): number | null => {
  const found = Object.entries(info).find(([key]) => key.endsWith(".context_length"))?.[1];
  return typeof found === "number" && Number.isSafeInteger(found) && found > 0 ? found : null;
};
