import { blocksOf } from "../protocol/conversation.ts";
import { textAnswer, type Answer } from "../protocol/answer.ts";
import type { MessagesRequest } from "../protocol/request.ts";
import { analysisSchemas, type AnalysisOperation, type Scenario } from "../scenario.ts";

/**
 * Claude Code asks the model small things besides the work, such as a title for the session. They come to the same
 * base URL and are known by their form: no tools to work with, or a structure that is not the one of the operation.
 */
export const isSideRequest = (operation: AnalysisOperation | "IMPLEMENT", request: MessagesRequest): boolean => {
  if (operation === "IMPLEMENT") return (request.tools ?? []).length === 0;
  const format = request.output_config?.format;
  if (format == null) return false;
  const demanded = demandedKeys(format.schema);
  return !Object.keys(analysisSchemas[operation].shape).every((key) => demanded.includes(key));
};

const demandedKeys = (schema: Record<string, unknown>): readonly string[] => {
  const properties = schema["properties"];
  return typeof properties === "object" && properties !== null ? Object.keys(properties) : [];
};

/** A short answer; where a structure is demanded, every key gets the story's title. */
export const answerSideRequest = (scenario: Scenario, request: MessagesRequest): Answer => {
  const format = request.output_config?.format;
  if (format != null) {
    return textAnswer(
      JSON.stringify(Object.fromEntries(demandedKeys(format.schema).map((key) => [key, scenario.title]))),
    );
  }
  const last = request.messages.at(-1);
  const asked = last === undefined ? 0 : blocksOf(last).length;
  return textAnswer(
    `${scenario.title} (a recording's answer to a side request of ${asked} block${asked === 1 ? "" : "s"})`,
  );
};
