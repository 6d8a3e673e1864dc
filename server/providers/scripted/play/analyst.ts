import type { z } from "zod";
import type { Scope } from "../base-url.ts";
import { textAnswer, type Answer } from "../protocol/answer.ts";
import { blocksOf } from "../protocol/conversation.ts";
import type { ToolRequest } from "../../../contract/tool-requests.ts";
import type { ContentBlock, MessagesRequest } from "../protocol/request.ts";
import type { analysisSchemas, AnalysisOperation, Scenario } from "../scenario.ts";
import { improvisedAssessment } from "../scenarios/improvised.ts";
import { roundOf } from "./round.ts";

/** What a plan, review, evaluation or report hands in at this place of the story. */
export const scriptedOutput = (
  scenario: Scenario,
  operation: AnalysisOperation,
  scope: Scope,
): z.infer<(typeof analysisSchemas)[AnalysisOperation]> => {
  switch (operation) {
    case "PLAN":
      return scenario.plan;
    case "REVIEW":
      return roundOf(scenario, scope).review;
    case "EVALUATE": {
      const { evaluate, planChange = null } = roundOf(scenario, scope);
      return { ...evaluate, planChange };
    }
    case "REPORT":
      return scenario.report;
    case "ASSESS_TOOL":
      return scenario.assessments?.[scope.round] ?? improvisedAssessment;
  }
};

/** What is asked for before the answer at this place of the story; null: nothing. */
export const scriptedToolRequest = (scenario: Scenario, { operation, ...at }: Scope): ToolRequest | null =>
  operation === "REVIEW" ? (roundOf(scenario, { operation, ...at }).reviewAsksFor ?? null) : null;

/** Ids of calls that ask for a tool, by which their results are known. */
const askingId = "toolu_ask_";

/** Claude Code demands a structure by a tool of this name, the Messages API by an output format. */
const structuredOutputTool = "StructuredOutput";

/** Hands in `output` in the way that the request demands, after it has asked for what it lacks. */
export const playAnalyst = (
  output: Record<string, unknown>,
  request: MessagesRequest,
  newId: () => string,
  asksFor: ToolRequest | null,
): Answer => {
  const asking = request.tools?.find(({ name }) => name.endsWith("request_tool"));
  const results = request.messages.flatMap((message) => blocksOf(message).filter(isResult));
  if (asksFor !== null && asking !== undefined && !results.some(({ tool_use_id: id }) => id.startsWith(askingId))) {
    return {
      blocks: [{ type: "tool_use", id: `${askingId}${newId()}`, name: asking.name, input: { ...asksFor } }],
      stopReason: "tool_use",
    };
  }
  if (!request.tools?.some((tool) => tool.name === structuredOutputTool)) return textAnswer(JSON.stringify(output));
  const last = request.messages.findLast((message) => message.role === "user");
  const handedIn =
    last !== undefined &&
    blocksOf(last).some(
      (block) => isResult(block) && block.is_error !== true && !block.tool_use_id.startsWith(askingId),
    );
  if (handedIn) return textAnswer("Handed in.");
  return {
    blocks: [{ type: "tool_use", id: `toolu_${newId()}`, name: structuredOutputTool, input: output }],
    stopReason: "tool_use",
  };
};

const isResult = (block: ContentBlock): block is Extract<ContentBlock, { type: "tool_result" }> =>
  block.type === "tool_result";

/** Breaks a rule that the demanded JSON schema does not carry: texts must not be empty. */
export const misfitting = (output: Record<string, unknown>): Record<string, unknown> => ({
  ...output,
  ...("summary" in output ? { summary: "" } : { reason: "" }),
});
