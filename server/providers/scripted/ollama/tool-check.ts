import { textAnswer, type Answer } from "../protocol/answer.ts";
import { blocksOf } from "../protocol/conversation.ts";
import type { MessagesRequest } from "../protocol/request.ts";
import { resultText } from "../play/position.ts";
import type { LocalModel } from "./local-models.ts";

/**
 * How a local model behaves when nobody tells it a story: given a tool and a quoted word, it calls the tool with the
 * word (or does not, as some do), and repeats what the tool answers.
 */
export const playToolCheck = (model: LocalModel, request: MessagesRequest, newId: () => string): Answer => {
  const tool = request.tools?.[0];
  const results = request.messages.flatMap((message) =>
    blocksOf(message).flatMap((block) => (block.type === "tool_result" ? [resultText(block)] : [])),
  );
  const answered = results.at(-1);
  if (answered !== undefined) return textAnswer(answered);
  const words = request.messages.flatMap((message) =>
    blocksOf(message).flatMap((block) => (block.type === "text" ? [block.text] : [])),
  );
  const quoted = /"([^"]+)"/.exec(words.join("\n"))?.[1] ?? "";
  if (tool === undefined || model.tools === "ignores") return textAnswer("I am afraid I cannot look that up.");
  const key = Object.keys(asObject(tool.input_schema["properties"]))[0] ?? "item";
  const input = { [key]: quoted };
  if (model.tools === "as_text") return textAnswer(JSON.stringify({ name: tool.name, arguments: input }));
  return { blocks: [{ type: "tool_use", id: `toolu_${newId()}`, name: tool.name, input }], stopReason: "tool_use" };
};

const asObject = (value: unknown): object => (typeof value === "object" && value !== null ? value : {});
