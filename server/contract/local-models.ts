import { z } from "zod";
import { ModelPullId } from "./ids.ts";

/** As people type it: `gpu-box:11434`, `http://10.0.0.7:11434`. Stored as an origin. */
const origin = z
  .string()
  .trim()
  .min(1, "Enter an address, for example http://10.0.0.7:11434.")
  .max(300)
  .transform((value) => (/^https?:\/\//i.test(value) ? value : `http://${value}`))
  .pipe(z.url({ protocol: /^https?$/, error: "Enter an address, for example http://10.0.0.7:11434." }))
  .refine((value) => {
    const url = URL.parse(value);
    return url !== null && url.username === "" && url.password === "" && url.pathname === "/" && url.search === "";
  }, "Enter the server alone: no user, no path.")
  .transform((value) => new URL(value).origin);

/** Addresses of Ollama servers, each once. */
export const OllamaHosts = z
  .array(origin)
  .max(10, "At most 10 servers.")
  .transform((hosts) => [...new Set(hosts)]);

/** As Ollama names them: `qwen3-coder:30b`, `library/name:tag`. */
export const LocalModelName = z
  .string()
  .trim()
  .min(1, "Enter a model's name, for example qwen3-coder:30b.")
  .max(120)
  .regex(/^[A-Za-z0-9][A-Za-z0-9._:@/-]*$/, "A model's name has letters, digits and . _ : @ / - only.");

/** In the order in which they are tried. */
export const LocalModelOrder = z.array(LocalModelName).max(20);

/** Of a window of Claude's, in per cent. */
export const PinAtPercent = z.int("Enter a whole number.").min(1, "At least 1 %.").max(100, "At most 100 %.");

export const UpdateLocalModelsInput = z.strictObject({
  hosts: OllamaHosts,
  order: LocalModelOrder,
  pinAtPercent: PinAtPercent,
});
export const LocalModelInput = z.strictObject({ hostUrl: z.string().max(300), model: LocalModelName });
export const StopPullInput = z.strictObject({ id: ModelPullId });

/** Tokens of context below which agents' material does not fit (docs.ollama.com, "Context length"). */
export const leastAgentContext = 64_000;

export const toolCheckWords = {
  call_as_text: "It writes tool calls into its text instead of making them, as older coding models do.",
  no_call: "It answers without calling the tool that it is told to use.",
  wrong_arguments: "It calls tools with other arguments than it is told.",
  result_ignored: "It calls the tool and then does not use what comes back.",
} as const satisfies Record<string, string>;

/** One model of one host, for the settings. */
export interface LocalModelView {
  readonly name: string;
  readonly sizeBytes: number;
  readonly parameterSize: string | null;
  readonly capabilities: readonly string[];
  readonly contextLength: number | null;
  /** Another machine that runs it, because the server passes on what it is asked; null: the server runs it. */
  readonly runsAt: string | null;
  /** Null: not in memory, or not known. */
  readonly loadedContext: number | null;
  /** It is known to be in memory: of a server that does not answer nobody knows. */
  readonly loaded: boolean;
  /**
   * It is kept there until then, because Claude's limit is near or reached; with why it could not be loaded. Null also
   * where its server does not answer, and where no runner has asked for it lately.
   */
  readonly pinned: { readonly until: Date; readonly error: string | null } | null;
  readonly check:
    | { readonly state: "not_checked" | "asked" }
    | { readonly state: "passed"; readonly at: Date; readonly durationMs: number }
    | { readonly state: "failed"; readonly at: Date; readonly reason: string };
  /** It is the one that agents would use now. */
  readonly inUse: boolean;
  /** What to mend before it is good for agents; null: nothing. */
  readonly warning: string | null;
}

export interface OllamaHostView {
  readonly url: string;
  readonly source: "environment" | "settings";
  /** Null: no runner has looked yet. */
  readonly reachable: boolean | null;
  readonly version: string | null;
  /** Why it does not answer. */
  readonly error: string | null;
  /** Since when it has been seen to answer, or not to. */
  readonly since: Date | null;
  /** Those that agents could use first, in their order. As last seen where it does not answer. */
  readonly models: readonly LocalModelView[];
  readonly pulls: readonly {
    readonly id: ModelPullId;
    readonly model: string;
    readonly status: string;
    readonly completedBytes: number | null;
    readonly totalBytes: number | null;
    readonly error: string | null;
    readonly endedAt: Date | null;
  }[];
}

export interface LocalModelsView {
  readonly hosts: readonly OllamaHostView[];
  readonly order: readonly string[];
  readonly pinAtPercent: number;
  /** The one that agents would use now; null: none can be used, and `fix` says what to do. */
  readonly chosen: { readonly hostUrl: string; readonly model: string } | null;
  readonly fix: string | null;
}
