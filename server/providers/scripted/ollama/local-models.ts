/**
 * Models that the scripted server has when it plays Ollama. Their names say what they are; what each does wrong is what
 * local models really do wrong.
 */
export interface LocalModel {
  readonly name: string;
  readonly digest: string;
  readonly sizeBytes: number;
  readonly parameterSize: string;
  readonly capabilities: readonly string[];
  readonly contextLength: number;
  /** How it treats tools: calls them, writes the call into its text, or answers without. */
  readonly tools: "calls" | "as_text" | "ignores";
  /** Not there before it is pulled. */
  readonly missing?: true;
  /** Run by another machine, to which the server passes on what it is asked. */
  readonly remote?: { readonly host: string; readonly model: string };
}

/** One of Ollama's cloud: with a few hundred bytes, tools and a long context, it looks like the others but for two fields. */
export const cloudModel = "scripted-cloud:480b-cloud";

/** One to go on with where the first one fails. */
export const secondLocalModel = "scripted-local:9b";

const gigabyte = 1_000_000_000;

export const localModels: readonly LocalModel[] = [
  {
    name: "scripted-local:30b",
    digest: "5c1d".repeat(16),
    sizeBytes: 19 * gigabyte,
    parameterSize: "30.5B",
    capabilities: ["completion", "tools"],
    contextLength: 262_144,
    tools: "calls",
  },
  {
    name: secondLocalModel,
    digest: "9b3c".repeat(16),
    sizeBytes: 6 * gigabyte,
    parameterSize: "9.2B",
    capabilities: ["completion", "tools"],
    contextLength: 131_072,
    tools: "calls",
    missing: true,
  },
  {
    name: cloudModel,
    digest: "c10d".repeat(16),
    sizeBytes: 382,
    parameterSize: "480B",
    capabilities: ["completion", "tools", "thinking"],
    contextLength: 262_144,
    tools: "calls",
    missing: true,
    remote: { host: "https://ollama.com:443", model: "scripted-cloud:480b" },
  },
  {
    name: "scripted-local-prose:7b",
    digest: "7b0e".repeat(16),
    sizeBytes: 5 * gigabyte,
    parameterSize: "7.6B",
    capabilities: ["completion", "tools"],
    contextLength: 131_072,
    tools: "as_text",
  },
  {
    name: "scripted-local-small:3b",
    digest: "3b5a".repeat(16),
    sizeBytes: 2 * gigabyte,
    parameterSize: "3.2B",
    capabilities: ["completion"],
    contextLength: 8_192,
    tools: "ignores",
  },
];

export const defaultLocalModel = "scripted-local:30b";

export const findLocalModel = (name: string): LocalModel | null =>
  localModels.find((model) => model.name === name) ?? null;
