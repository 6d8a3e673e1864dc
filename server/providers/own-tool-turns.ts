import type { AnalysisTools, ToolUse } from "./provider.ts";

/** Turns of an analysis that may go to tools; then it must answer. */
export const mostToolTurns = 3;

export interface ToolTurn {
  readonly toolUse: ToolUse;
  readonly text: string;
  readonly isError: boolean;
}

/**
 * Decides about the calls of one turn, one after the other.
 * @returns the results in their order, or the call that is put off: then nothing more of the analysis is of use
 */
export const takeToolTurn = async (
  { tools, decide }: AnalysisTools,
  calls: readonly ToolUse[],
): Promise<{ readonly results: readonly ToolTurn[] } | { readonly deferred: ToolUse }> => {
  const results: ToolTurn[] = [];
  for (const toolUse of calls) {
    if (!tools.some(({ name }) => name === toolUse.name)) {
      results.push({ toolUse, text: `There is no tool called ${toolUse.name}.`, isError: true });
      continue;
    }
    const decision = await decide(toolUse);
    switch (decision.decision) {
      case "defer":
        return { deferred: toolUse };
      case "answer":
        results.push({ toolUse, text: decision.text, isError: false });
        break;
      case "deny":
        results.push({ toolUse, text: decision.message, isError: true });
        break;
      case "allow":
        results.push({ toolUse, text: "Nothing is done by this tool itself.", isError: true });
        break;
      default:
        decision satisfies never;
    }
  }
  return { results };
};

/** Said when the calls do not end. */
export const answerNow = "No tool can be called any more. Give your answer now.";
