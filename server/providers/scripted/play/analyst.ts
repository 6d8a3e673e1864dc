import type { z } from "zod";
import type { Scope } from "../base-url.ts";
import { textAnswer, type Answer } from "../protocol/answer.ts";
import { blocksOf } from "../protocol/conversation.ts";
import type { MessagesRequest } from "../protocol/request.ts";
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

/** Claude Code demands a structure by a tool of this name, the Messages API by an output format. */
const structuredOutputTool = "StructuredOutput";

/** Hands in `output` in the way that the request demands. */
export const playAnalyst = (output: Record<string, unknown>, request: MessagesRequest, newId: () => string): Answer => {
  if (!request.tools?.some((tool) => tool.name === structuredOutputTool)) return textAnswer(JSON.stringify(output));
  const last = request.messages.findLast((message) => message.role === "user");
  const handedIn =
    last !== undefined && blocksOf(last).some((block) => block.type === "tool_result" && block.is_error !== true);
  if (handedIn) return textAnswer("Handed in.");
  return {
    blocks: [{ type: "tool_use", id: `toolu_${newId()}`, name: structuredOutputTool, input: output }],
    stopReason: "tool_use",
  };
};

/** Breaks a rule that the demanded JSON schema does not carry: texts must not be empty. */
export const misfitting = (output: Record<string, unknown>): Record<string, unknown> => ({
  ...output,
  ...("summary" in output ? { summary: "" } : { reason: "" }),
});
