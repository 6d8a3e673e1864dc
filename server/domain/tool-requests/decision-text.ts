import type { ToolVerdict } from "../../contract/tool-requests.ts";
import { unreachable } from "../../platform/errors.ts";

/** What the agent is told about its request: the result of its call, or a message where it went on without it. */
export const decisionText = (name: string, verdict: ToolVerdict): string => {
  switch (verdict.decision) {
    case "approve": {
      const by = verdict.deadline === null ? "" : ` by ${verdict.deadline}`;
      const comment = verdict.comment === "" ? "" : ` The user adds: ${verdict.comment}`;
      return `Approved: ${name} is to be built${by}. It cannot be used yet. Go on without it as far as that is possible, and say in your summary what still needs it.${comment}`;
    }
    case "alternative":
      return `${name} will not be built. Use this instead: ${verdict.alternative}\nWhy: ${verdict.reason}`;
    case "defer":
      return `Put off until ${verdict.until}: there will be no ${name} before. Why: ${verdict.reason}\nGo on without it as far as that is possible, and say in your summary what still needs it.`;
    case "reject": {
      const workaround = verdict.workaround === "" ? "Find another way." : `Do this instead: ${verdict.workaround}`;
      return `Refused: there will be no ${name}. Why: ${verdict.reason}\n${workaround}`;
    }
    default:
      return unreachable(verdict);
  }
};
