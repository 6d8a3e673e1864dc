import type Anthropic from "@anthropic-ai/sdk";
import type { ProviderError } from "../../contract/errors.ts";
import type { TokenUsage } from "../../contract/usage.ts";
import type { Clock } from "../../platform/clock.ts";
import type { OwnTool, ToolUse } from "../provider.ts";
import { connectionEnded, failureOf, noAnswerInTime, notTheApi, plainFailure } from "./failure.ts";
import { mergeUsage, toTokenUsage, type ReportedUsage } from "./usage.ts";

export interface CallRequest {
  readonly model: string;
  readonly system: string;
  readonly messages: Anthropic.MessageParam[];
  readonly schema: Record<string, unknown>;
  readonly maxOutputTokens: number;
  readonly tools: readonly OwnTool[];
}

/** Usage is null only where the service reported none, which is when nothing of an answer came. */
export type CallOutcome = { readonly usage: TokenUsage | null } & (
  | { outcome: "answered"; text: string; toolUses: readonly ToolUse[]; stopReason: Anthropic.StopReason | null }
  | { outcome: "failed"; error: ProviderError }
);

/**
 * One streamed call. `onDelta` is awaited, so a slow reader slows the stream down instead of filling memory.
 * After an abort of `signal` the outcome's error means nothing: the caller looks at its signals first.
 */
export const callOnce = async (
  client: Anthropic,
  request: CallRequest,
  { signal, onDelta, clock }: { signal: AbortSignal; onDelta: (text: string) => Promise<void>; clock: Clock },
): Promise<CallOutcome> => {
  let text = "";
  const toolUses = new Map<number, { readonly toolUseId: string; readonly name: string; json: string }>();
  let model: string | null = null;
  let reported: ReportedUsage | null = null;
  let stopReason: Anthropic.StopReason | null = null;
  let finished = false;
  const usage = (): TokenUsage | null => (reported === null ? null : toTokenUsage(model ?? request.model, reported));

  const calls = (): ToolUse[] =>
    [...toolUses.values()].map(({ toolUseId, name, json }) => ({ toolUseId, name, input: inputOf(json) }));

  try {
    const stream = await client.messages.create(
      {
        model: request.model,
        max_tokens: request.maxOutputTokens,
        system: request.system,
        messages: request.messages,
        output_config: { format: { type: "json_schema", schema: request.schema } },
        ...(request.tools.length > 0 && { tools: request.tools.map(toTool) }),
        stream: true,
      },
      { signal },
    );
    for await (const event of stream) {
      switch (event.type) {
        case "message_start":
          model = event.message.model;
          reported = event.message.usage;
          break;
        case "content_block_delta":
          if (event.delta.type === "text_delta") {
            text += event.delta.text;
            await deliver(onDelta, event.delta.text);
          }
          if (event.delta.type === "input_json_delta") {
            const toolUse = toolUses.get(event.index);
            if (toolUse !== undefined) toolUse.json += event.delta.partial_json;
          }
          break;
        case "message_delta":
          stopReason = event.delta.stop_reason;
          reported = mergeUsage(reported, event.usage);
          break;
        case "message_stop":
          finished = true;
          break;
        case "content_block_start": {
          const { content_block: block, index } = event;
          if (block.type === "tool_use") toolUses.set(index, { toolUseId: block.id, name: block.name, json: "" });
          break;
        }
        case "content_block_stop":
          break;
      }
    }
  } catch (error) {
    if (error instanceof ListenerFailure) throw error.cause;
    // What an ended signal makes the connection throw says nothing; the caller knows which signal it was.
    if (signal.aborted) return { outcome: "failed", error: plainFailure("timeout", noAnswerInTime), usage: usage() };
    return { outcome: "failed", error: failureOf(error, clock.now()), usage: usage() };
  }
  if (finished) return { outcome: "answered", text, toolUses: calls(), stopReason, usage: usage() };
  const error =
    reported === null ? plainFailure("malformed_response", notTheApi) : plainFailure("network", connectionEnded);
  return { outcome: "failed", error, usage: usage() };
};

const toTool = ({ name, description, inputSchema }: OwnTool): Anthropic.Tool => ({
  name,
  description,
  input_schema: { ...inputSchema, type: "object" },
});

/** What cannot be read is no input: whoever decides about the call refuses it by its schema. */
const inputOf = (json: string): unknown => {
  try {
    return json === "" ? {} : JSON.parse(json);
  } catch {
    return null;
  }
};

/** A failure of the caller's own listener must not be taken for one of the service. */
class ListenerFailure extends Error {
  override readonly name = "ListenerFailure";
}

const deliver = async (onDelta: (text: string) => Promise<void>, text: string): Promise<void> => {
  try {
    await onDelta(text);
  } catch (cause) {
    throw new ListenerFailure("The listener for deltas failed.", { cause });
  }
};
