import type Anthropic from "@anthropic-ai/sdk";
import { zodOutputFormat } from "@anthropic-ai/sdk/helpers/zod";
import type { z } from "zod";
import type { ProviderError } from "../../contract/errors.ts";
import type { TokenUsage } from "../../contract/usage.ts";
import { systemClock, type Clock } from "../../platform/clock.ts";
import type { AnalysisOptions, AnalysisProvider, AnalysisResult } from "../provider.ts";
import { answerNow, mostToolTurns, takeToolTurn, type ToolTurn } from "../own-tool-turns.ts";
import { complaintAbout, misfitTwice, readStructuredAnswer, type StructuredAnswer } from "../structured-answer.ts";
import { createClient } from "./client.ts";
import { callOnce, type CallOutcome } from "./call.ts";
import { noAnswerInTime, plainFailure } from "./failure.ts";

/**
 * Analyses through the Messages API with structured outputs. Waiting and retrying belong to the runner; the one
 * thing repeated here is an answer that does not fit the demanded structure, because only this place has the
 * conversation in which the model can be told what was wrong.
 */
export const createAnthropicProvider = ({ clock = systemClock }: { clock?: Clock } = {}): AnalysisProvider => ({
  analyse: (options) => analyse(options, clock),
});

const analyse = async <Schema extends z.ZodType>(
  options: AnalysisOptions<Schema>,
  clock: Clock,
): Promise<AnalysisResult<z.infer<Schema>>> => {
  const startedAt = clock.now().getTime();
  const usage: TokenUsage[] = [];
  const client = createClient(options.account, options.timeoutMs);
  if ("class" in client) return { outcome: "failed", error: client, usage };

  const deadline = AbortSignal.timeout(options.timeoutMs);
  const signal = AbortSignal.any([options.signal, deadline]);
  const { schema } = zodOutputFormat(options.schema);
  const messages: Anthropic.MessageParam[] = [{ role: "user", content: options.prompt }];
  const { ownTools } = options;
  let problem = "";
  let misfits = 0;

  for (let turn = 0; misfits < 2; turn += 1) {
    if (turn > 0) await options.onDelta("\n\n");
    const { model, system, maxOutputTokens, onDelta } = options;
    const tools = ownTools === null || turn > mostToolTurns ? [] : ownTools.tools;
    const call = await callOnce(
      client,
      { model, system, messages, schema, maxOutputTokens, tools },
      { signal, onDelta, clock },
    );
    if (call.usage !== null) usage.push(call.usage);
    if (options.signal.aborted) return { outcome: "aborted", usage };
    if (deadline.aborted) return { outcome: "failed", error: plainFailure("timeout", noAnswerInTime), usage };
    if (call.outcome === "failed") return { outcome: "failed", error: call.error, usage };

    if (ownTools !== null && call.stopReason === "tool_use" && turn <= mostToolTurns) {
      const taken = await takeToolTurn(ownTools, call.toolUses);
      if ("deferred" in taken) return { outcome: "deferred", toolUse: taken.deferred, usage };
      messages.push(...toolTurn(call.text, taken.results, turn === mostToolTurns));
      continue;
    }

    const reading = read(call, options.schema, maxOutputTokens);
    switch (reading.kind) {
      case "output":
        return { outcome: "completed", output: reading.output, durationMs: clock.now().getTime() - startedAt, usage };
      case "failure":
        return { outcome: "failed", error: reading.error, usage };
      case "misfit":
        misfits += 1;
        problem = reading.problem;
        messages.push(...correction(call.text, problem));
    }
  }
  return { outcome: "failed", error: plainFailure("malformed_response", misfitTwice(problem)), usage };
};

type Reading<Output> = StructuredAnswer<Output> | { kind: "failure"; error: ProviderError };

/** What to make of an answer, by its stop reason first. */
const read = <Schema extends z.ZodType>(
  { stopReason, text }: Extract<CallOutcome, { outcome: "answered" }>,
  schema: Schema,
  maxOutputTokens: number,
): Reading<z.infer<Schema>> => {
  switch (stopReason) {
    case "refusal":
      return { kind: "failure", error: plainFailure("refused", refused) };
    case "model_context_window_exceeded":
      return { kind: "failure", error: plainFailure("context_too_long", contextFull) };
    case "max_tokens":
      return {
        kind: "misfit",
        problem: `The answer was cut off at the limit of ${maxOutputTokens} tokens. Be more concise.`,
      };
    case "end_turn":
    case "stop_sequence":
    case "tool_use":
    case "pause_turn":
    case null:
      return readStructuredAnswer(text, schema);
  }
};

/** A turn that went to tools and what they gave back, as the next turns of the conversation. */
const toolTurn = (text: string, results: readonly ToolTurn[], isLast: boolean): Anthropic.MessageParam[] => [
  {
    role: "assistant",
    content: [
      ...(text.trim() === "" ? [] : [{ type: "text" as const, text }]),
      ...results.map(({ toolUse: { toolUseId: id, name, input } }) => ({ type: "tool_use" as const, id, name, input })),
    ],
  },
  {
    role: "user",
    content: [
      ...results.map(({ toolUse, text: content, isError }) => ({
        type: "tool_result" as const,
        tool_use_id: toolUse.toolUseId,
        content,
        ...(isError && { is_error: true }),
      })),
      ...(isLast ? [{ type: "text" as const, text: answerNow }] : []),
    ],
  },
];

/** The failed answer and what is wrong with it, as the next turns of the conversation. */
const correction = (answer: string, problem: string): Anthropic.MessageParam[] => {
  const complaint: Anthropic.MessageParam = {
    role: "user",
    content: complaintAbout(problem),
  };
  // The API refuses turns without content; two user turns in a row are read as one.
  return answer.trim() === "" ? [complaint] : [{ role: "assistant", content: answer }, complaint];
};

const refused =
  "The model declined this task. Rephrase the brief or the instruction, or choose another model; trying the same again will not help.";
const contextFull =
  "The conversation and its answer do not fit the model. Make the brief or the phase smaller, or choose a model with a longer context.";
