import type { Answer, AnswerBlock } from "./answer.ts";
import type { PromptUsage } from "../metering/prompt-cache.ts";
import { estimateTokens } from "../metering/tokens.ts";

/** How an answer looks on the wire: the whole message, or the events of its stream. */

export interface Envelope {
  readonly messageId: string;
  readonly model: string;
  readonly prompt: PromptUsage;
}

/** Thinking is counted with what it is part of; the signature of a block that no model made is worthless and short. */
const signature = Buffer.from("scripted").toString("base64");

const blockTokens = (block: AnswerBlock): number => {
  switch (block.type) {
    case "text":
      return estimateTokens(block.text);
    case "thinking":
      return estimateTokens(block.thinking);
    case "tool_use":
      return estimateTokens(JSON.stringify(block.input)) + 8;
  }
};

/** Output tokens of an answer; at least one, because the first token is reported before anything is said. */
export const outputTokens = (answer: Answer): number =>
  Math.max(
    1,
    answer.blocks.reduce((total, block) => total + blockTokens(block), 0),
  );

/**
 * Cuts a text answer that does not fit, as `max_tokens` does. Answers with tool calls are left whole: half a tool
 * call is a case of its own that no client of ours relies on.
 */
export const fitInto = (answer: Answer, maxTokens: number): Answer => {
  const [only] = answer.blocks;
  if (outputTokens(answer) <= maxTokens || answer.blocks.length !== 1 || only?.type !== "text") return answer;
  const text = only.text.slice(0, maxTokens * 4);
  return { blocks: text === "" ? [] : [{ type: "text", text }], stopReason: "max_tokens" };
};

const usageOf = (prompt: PromptUsage, output: number) => ({
  input_tokens: prompt.uncached,
  cache_creation_input_tokens: prompt.cacheWrite5m + prompt.cacheWrite1h,
  cache_read_input_tokens: prompt.cacheRead,
  cache_creation: { ephemeral_5m_input_tokens: prompt.cacheWrite5m, ephemeral_1h_input_tokens: prompt.cacheWrite1h },
  output_tokens: output,
  service_tier: "standard",
});

const wireBlock = (block: AnswerBlock) => {
  switch (block.type) {
    case "text":
      return { type: "text", text: block.text, citations: null };
    case "thinking":
      return { type: "thinking", thinking: block.thinking, signature };
    case "tool_use":
      return { type: "tool_use", id: block.id, name: block.name, input: block.input };
  }
};

const emptyBlock = (block: AnswerBlock) => {
  switch (block.type) {
    case "text":
      return { type: "text", text: "" };
    case "thinking":
      return { type: "thinking", thinking: "", signature: "" };
    case "tool_use":
      return { type: "tool_use", id: block.id, name: block.name, input: {} };
  }
};

/** Only a refusal has details; the scripted one falls into no named category. */
const stopOf = (answer: Answer) => ({
  stop_reason: answer.stopReason,
  stop_sequence: null,
  stop_details:
    answer.stopReason === "refusal"
      ? { type: "refusal", category: null, explanation: "The recording declines." }
      : null,
});

const messageShell = ({ messageId, model }: Envelope) => ({ id: messageId, type: "message", role: "assistant", model });

/** The body of a response that is not streamed. */
export const wholeMessage = (envelope: Envelope, answer: Answer): unknown => ({
  ...messageShell(envelope),
  content: answer.blocks.map(wireBlock),
  ...stopOf(answer),
  usage: usageOf(envelope.prompt, outputTokens(answer)),
});

export interface StreamEvent {
  readonly name: string;
  readonly data: unknown;
  /** Whether people would see this one arrive: the pace applies to these only. */
  readonly visible: boolean;
}

const event = (name: string, data: object, visible = false): StreamEvent => ({
  name,
  data: { type: name, ...data },
  visible,
});

/** Words with the space before them, so that text appears the way models write it. */
const words = (text: string): readonly string[] => text.match(/\s*\S+|\s+$/g) ?? [];

/** JSON has long stretches without a space; it comes in pieces of a few words' length. */
const pieces = (json: string): readonly string[] => json.match(/[^]{1,24}/gu) ?? [];

function* deltas(block: AnswerBlock): Generator<object> {
  switch (block.type) {
    case "text":
      for (const text of block.text.startsWith("{") ? pieces(block.text) : words(block.text))
        yield { type: "text_delta", text };
      return;
    case "thinking":
      for (const thinking of words(block.thinking)) yield { type: "thinking_delta", thinking };
      yield { type: "signature_delta", signature };
      return;
    case "tool_use":
      for (const piece of pieces(JSON.stringify(block.input))) yield { type: "input_json_delta", partial_json: piece };
  }
}

/** Output tokens that message_start reports, before the rest is known. */
export const firstOutputTokens = 1;

/** All events of a streamed answer, in order. */
export function* streamEvents(envelope: Envelope, answer: Answer): Generator<StreamEvent> {
  yield event("message_start", {
    message: {
      ...messageShell(envelope),
      content: [],
      stop_reason: null,
      stop_sequence: null,
      usage: usageOf(envelope.prompt, firstOutputTokens),
    },
  });
  yield event("ping", {});
  for (const [index, block] of answer.blocks.entries()) {
    yield event("content_block_start", { index, content_block: emptyBlock(block) });
    for (const delta of deltas(block)) yield event("content_block_delta", { index, delta }, true);
    yield event("content_block_stop", { index });
  }
  yield event("message_delta", {
    delta: stopOf(answer),
    usage: usageOf(envelope.prompt, outputTokens(answer)),
  });
  yield event("message_stop", {});
}
