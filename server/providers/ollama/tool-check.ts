import Anthropic from "@anthropic-ai/sdk";
import type { ProviderErrorClass } from "../../contract/errors.ts";
import type { Clock } from "../../platform/clock.ts";
import { safeFetch } from "../../platform/safe-fetch.ts";
import { failureOf } from "../anthropic/failure.ts";
import type { OllamaAddress } from "./client.ts";
import { checkFailureWords, noAnswerInTime } from "./failure.ts";

/**
 * What a model did when it was given a tool. Only one that passes works for agents: the others would write a file's
 * content into the conversation instead of into the file.
 */
export type ToolCheck = { readonly durationMs: number } & (
  | { readonly outcome: "passed" }
  | { readonly outcome: "failed"; readonly reason: ToolCheckFailure; readonly detail: string }
);
export type ToolCheckFailure =
  /** It wrote the call into its text, as older coding models do. */
  | "call_as_text"
  /** It answered without calling anything. */
  | "no_call"
  | "wrong_arguments"
  /** It called the tool and then did not use what came back. */
  | "result_ignored"
  | ProviderErrorClass;

export interface ToolCheckOptions {
  readonly address: OllamaAddress;
  readonly model: string;
  readonly clock: Clock;
  /** Makes a word that no model can guess. */
  readonly newWord: () => string;
  /** Loading a large model from a slow disk is part of it. */
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
}

const tool = {
  name: "look_up_code",
  description: "Looks up the code of an item.",
  input_schema: {
    type: "object" as const,
    properties: { item: { type: "string", description: "The item's name" } },
    required: ["item"],
  },
} satisfies Anthropic.Tool;

const largestAnswer = 8 * 1024 * 1024;
const mostTokens = 2_000;

/**
 * Lets a model call one tool and use its result, through the very interface that Claude Code will use (Ollama's
 * Anthropic-compatible endpoint), with words made up for this check.
 */
export const checkToolUse = async (options: ToolCheckOptions): Promise<ToolCheck> => {
  const { address, model, clock, newWord, timeoutMs, signal } = options;
  const startedAt = clock.now().getTime();
  const durationMs = (): number => clock.now().getTime() - startedAt;
  const failed = (reason: ToolCheckFailure, detail: string): ToolCheck => ({
    outcome: "failed",
    reason,
    detail,
    durationMs: durationMs(),
  });
  const client = new Anthropic({
    apiKey: "ollama",
    baseURL: address.url,
    maxRetries: 0,
    timeout: timeoutMs,
    fetch: safeFetch({ allow: address.allow, timeoutMs, maxBytes: largestAnswer }),
    logLevel: "off",
  });
  const item = newWord();
  const code = newWord();
  const question: Anthropic.MessageParam = {
    role: "user",
    content: `Use the tool ${tool.name} to look up the code of the item "${item}". Then answer with that code and nothing else.`,
  };
  try {
    const ask = (messages: Anthropic.MessageParam[]) =>
      client.messages.create({ model, max_tokens: mostTokens, messages, tools: [tool] }, { signal });
    const first = await ask([question]);
    const call = first.content.find((block) => block.type === "tool_use");
    if (call === undefined) {
      return textOf(first).includes(tool.name)
        ? failed("call_as_text", "It wrote the tool call into its text instead of making it.")
        : failed("no_call", "It answered without calling the tool it was told to use.");
    }
    if (call.name !== tool.name || !JSON.stringify(call.input).includes(item)) {
      return failed("wrong_arguments", "It called a tool with other arguments than it was told.");
    }
    const second = await ask([
      question,
      { role: "assistant", content: first.content },
      { role: "user", content: [{ type: "tool_result", tool_use_id: call.id, content: code }] },
    ]);
    return textOf(second).includes(code)
      ? { outcome: "passed", durationMs: durationMs() }
      : failed("result_ignored", "It called the tool, and did not use what the tool answered.");
  } catch (error) {
    const { class: reason, message } = failureOf(error, clock.now());
    const answered = error instanceof Anthropic.APIError && typeof error.status === "number";
    if (reason === "timeout") return failed(reason, noAnswerInTime(address.url));
    return failed(reason, answered ? checkFailureWords(reason, error.apiMessage) : message);
  }
};

const textOf = ({ content }: Anthropic.Message): string =>
  content.map((block) => (block.type === "text" ? block.text : "")).join("\n");
