import { zodOutputFormat } from "@anthropic-ai/sdk/helpers/zod";
import type { Message, Ollama } from "ollama";
import { z } from "zod";
import type { ProviderError } from "../../contract/errors.ts";
import type { TokenUsage } from "../../contract/usage.ts";
import { systemClock, type Clock } from "../../platform/clock.ts";
import type {
  AnalysisOptions,
  AnalysisProvider,
  AnalysisResult,
  ClientCallEnd,
  OwnTool,
  ToolUse,
} from "../provider.ts";
import { answerNow, mostToolTurns, takeToolTurn } from "../own-tool-turns.ts";
import { complaintAbout, misfitTwice, readStructuredAnswer } from "../structured-answer.ts";
import { ollamaClient, type OllamaAddress } from "./client.ts";
import { noAnswerInTime, ollamaFailure, ollamaFailureOf } from "./failure.ts";

/**
 * Analyses with a local model: the same question and the same JSON schema as everywhere, as Ollama's `format`, which
 * the server enforces while it writes. The schema that zod checks says more, so an answer may still not fit; it is
 * asked for once more, with what was wrong.
 */
export const createOllamaProvider = ({ clock = systemClock }: { clock?: Clock } = {}): AnalysisProvider => ({
  analyse: (options) => analyse(options, clock),
});

/** Tokens that agents need at least: below, the material of a phase does not fit (docs.ollama.com, "context length"). */
export const leastContext = 64_000;

/** How long a model stays loaded after an answer: the next step of a project usually comes within it. */
const keepAlive = "30m";

const analyse = async <Schema extends z.ZodType>(
  options: AnalysisOptions<Schema>,
  clock: Clock,
): Promise<AnalysisResult<z.infer<Schema>>> => {
  const startedAt = clock.now().getTime();
  const usage: TokenUsage[] = [];
  const { baseUrl, addresses } = options.account;
  if (baseUrl === null) {
    return {
      outcome: "failed",
      error: ollamaFailure("network", "No Ollama server is set up. Add one in Settings."),
      usage,
    };
  }
  const address = { url: baseUrl, allow: addresses ?? "public" } satisfies OllamaAddress;
  const contextTokens = options.account.analysisTokens ?? leastContext;
  const deadline = AbortSignal.timeout(options.timeoutMs);
  const client = ollamaClient(address, {
    timeoutMs: null,
    signal: AbortSignal.any([options.signal, deadline]),
  });
  const { ownTools } = options;
  const messages: Message[] = [
    {
      role: "system",
      content: [options.system, ...(ownTools === null ? [] : [toolWords(ownTools.tools)])].join("\n\n"),
    },
    { role: "user", content: options.prompt },
  ];
  let problem = "";
  let misfits = 0;
  for (let turn = 0; misfits < 2; turn += 1) {
    const tools = ownTools === null || turn > mostToolTurns ? [] : ownTools.tools;
    // Also what tools gave back, and an answer that is asked for once more.
    if (!fits(messages, options.maxOutputTokens, contextTokens)) {
      const error = ollamaFailure("context_too_long", tooLong(options.model, contextTokens));
      return { outcome: "failed", error, usage };
    }
    if (turn > 0) await options.onDelta("\n\n");
    const callId = await options.calls?.begin();
    if (callId === null) return { outcome: "aborted", usage };
    const begunAt = clock.now().getTime();
    const call = await callOnce(client, messages, { ...options, contextTokens, tools }, address);
    if (callId !== undefined) {
      // What the connection says of an end that was ours is no error of the server's.
      const stopped = call.outcome === "failed" && options.signal.aborted;
      const error = call.outcome === "failed" && !stopped ? call.error : null;
      const { usage: used, rawUsage } = call;
      const durationMs = clock.now().getTime() - begunAt;
      await options.calls?.end(callId, { usage: used, rawUsage, error, stopped, durationMs });
    }
    if (call.usage !== null) usage.push(call.usage);
    if (options.signal.aborted) return { outcome: "aborted", usage };
    if (deadline.aborted) return { outcome: "failed", error: ollamaFailure("timeout", noAnswerInTime(baseUrl)), usage };
    if (call.outcome === "failed") return { outcome: "failed", error: call.error, usage };
    const toolUse = call.cut ? null : toolUseIn(call.text, tools, `call_${turn}`);
    if (ownTools !== null && toolUse !== null) {
      const taken = await takeToolTurn(ownTools, [toolUse]);
      if ("deferred" in taken) return { outcome: "deferred", toolUse: taken.deferred, usage };
      const words = taken.results.map(({ text }) => `What ${toolUse.name} gives back:\n${text}`);
      messages.push(
        { role: "assistant", content: call.text },
        {
          role: "user",
          content: [...words, turn === mostToolTurns ? answerNow : "Go on with your answer."].join("\n\n"),
        },
      );
      continue;
    }
    const reading = call.cut
      ? ({
          kind: "misfit",
          problem: `The answer was cut off at ${options.maxOutputTokens} tokens. Be more concise.`,
        } as const)
      : readStructuredAnswer(call.text, options.schema);
    if (reading.kind === "output") {
      return { outcome: "completed", output: reading.output, durationMs: clock.now().getTime() - startedAt, usage };
    }
    misfits += 1;
    problem = reading.problem;
    if (call.text.trim() !== "") messages.push({ role: "assistant", content: call.text });
    messages.push({ role: "user", content: complaintAbout(problem) });
  }
  return { outcome: "failed", error: ollamaFailure("malformed_response", misfitTwice(problem)), usage };
};

/** Characters a token, at the very most: more in code and in most languages than four. */
const charactersPerToken = 4;

/**
 * Ollama cuts off the beginning of what does not fit, without a word: such a prompt must not be sent at all. Counted low,
 * since only what surely does not fit is refused.
 */
const fits = (messages: readonly Message[], maxOutputTokens: number, contextTokens: number): boolean =>
  messages.reduce((characters, { content }) => characters + content.length, 0) / charactersPerToken +
    Math.min(maxOutputTokens, contextTokens / 4) <=
  contextTokens;

const tooLong = (model: string, contextTokens: number): string =>
  `The material does not fit into the ${contextTokens.toLocaleString("en")} tokens of context that ${model} has. Give it a longer context (OLLAMA_CONTEXT_LENGTH), or choose a model with more.`;

type Call = Pick<ClientCallEnd, "usage" | "rawUsage"> &
  (
    | { readonly outcome: "answered"; readonly text: string; readonly cut: boolean }
    | { readonly outcome: "failed"; readonly error: ProviderError }
  );

const tokens = z.int().min(0).catch(0);
const Piece = z.object({
  message: z.object({ content: z.string().catch("") }),
  done: z.boolean().catch(false),
  done_reason: z.string().nullish().catch(null),
  model: z.string().catch(""),
  prompt_eval_count: tokens,
  eval_count: tokens,
});

const counter = z.int().min(0).optional().catch(undefined);
/** What Ollama says at an answer's end of what it took, in its own words: tokens, and nanoseconds. */
const Counters = z.object({
  prompt_eval_count: counter,
  eval_count: counter,
  total_duration: counter,
  load_duration: counter,
  prompt_eval_duration: counter,
  eval_duration: counter,
});

const countersOf = (piece: unknown): Record<string, number> | null => {
  const said = Object.entries(Counters.parse(piece)).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, value] as const],
  );
  return said.length === 0 ? null : Object.fromEntries(said);
};

const callOnce = async (
  client: Ollama,
  messages: readonly Message[],
  options: Pick<AnalysisOptions<z.ZodType>, "model" | "schema" | "maxOutputTokens" | "onDelta"> & {
    readonly contextTokens: number;
    readonly tools: readonly OwnTool[];
  },
  address: OllamaAddress,
): Promise<Call> => {
  const { model, schema, maxOutputTokens, contextTokens, tools, onDelta } = options;
  let text = "";
  let listenerFailed = false;
  try {
    const pieces = await client.chat({
      model,
      messages: [...messages],
      format: formatOf(zodOutputFormat(schema).schema, tools),
      stream: true,
      keep_alive: keepAlive,
      options: { num_ctx: contextTokens, num_predict: maxOutputTokens },
    });
    for await (const raw of pieces) {
      const piece = Piece.parse(raw);
      if (piece.message.content !== "") {
        text += piece.message.content;
        listenerFailed = true;
        await onDelta(piece.message.content);
        listenerFailed = false;
      }
      if (!piece.done) continue;
      const usage = usageOf(piece.model || model, piece);
      return { outcome: "answered", text, cut: piece.done_reason === "length", usage, rawUsage: countersOf(raw) };
    }
  } catch (error) {
    // A failure of the caller's own listener must not be taken for one of the server.
    if (listenerFailed) throw error;
    const misfit = error instanceof z.ZodError ? new SyntaxError("not Ollama") : error;
    return { outcome: "failed", error: ollamaFailureOf(misfit, address), usage: null, rawUsage: null };
  }
  return { outcome: "failed", error: ollamaFailureOf(new Error("ended"), address), usage: null, rawUsage: null };
};

/**
 * What may be written: the answer, or a call. Ollama's own `tools` are of no use here, since with a `format` the server
 * writes what fits the format and never a call; so a call is one of the forms that fit.
 */
const formatOf = (answer: object, tools: readonly OwnTool[]): object =>
  tools.length === 0
    ? answer
    : {
        anyOf: [
          answer,
          ...tools.map(({ name, inputSchema }) => ({
            type: "object",
            properties: { [name]: inputSchema },
            required: [name],
            additionalProperties: false,
          })),
        ],
      };

const toolWords = (tools: readonly OwnTool[]): string =>
  [
    "Instead of your answer you may call a tool: write an object with nothing but its name, which holds its input. You are told what it gives back, and then give your answer.",
    ...tools.map(({ name, description }) => `{"${name}": {…}} – ${description}`),
  ].join("\n");

/** The call that an answer is; null for any other. */
const toolUseIn = (text: string, tools: readonly OwnTool[], toolUseId: string): ToolUse | null => {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return null;
  }
  const fields = z.record(z.string(), z.unknown()).safeParse(json).data ?? {};
  const [name, ...others] = Object.keys(fields);
  return name !== undefined && others.length === 0 && tools.some((tool) => tool.name === name)
    ? { toolUseId, name, input: fields[name] }
    : null;
};

/** A local server keeps no cache that is paid for: the whole prompt is input. */
const usageOf = (model: string, piece: z.infer<typeof Piece>): TokenUsage => ({
  model,
  inputUncached: piece.prompt_eval_count,
  cacheRead: 0,
  cacheWrite5m: 0,
  cacheWrite1h: 0,
  output: piece.eval_count,
  reportedCostMicros: null,
});
