import type { ToolVerdict } from "../../contract/tool-requests.ts";
import { unreachable } from "../../platform/errors.ts";
import type { BuildState } from "./build-state.ts";

/**
 * What the agent is told about its request: the result of its call, or a message where it went on without it.
 * @param build of a tool that was approved; null: nothing is built yet
 */
export const decisionText = (name: string, verdict: ToolVerdict, build: BuildState | null): string => {
  switch (verdict.decision) {
    case "approve":
      return approvedText(name, verdict, build);
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

const goOn = "Go on without it as far as that is possible, and say in your summary what still needs it.";

const approvedText = (
  name: string,
  { deadline, comment }: Extract<ToolVerdict, { decision: "approve" }>,
  build: BuildState | null,
): string => {
  const said = comment === "" ? "" : ` The user adds: ${comment}`;
  switch (build?.state) {
    case "accepted":
      return `${name} is there: it is among your tools now (version ${build.number}). Call it, and use what it gives back.${said}`;
    case "refused":
      return `${name} was built, and the user does not want it used. Why: ${build.reason}\n${goOn}`;
    case "failed":
      return `${name} was approved and could not be built. ${build.reason}\n${goOn}`;
    case "building":
    case undefined:
      return `Approved: ${name} is to be built${deadline === null ? "" : ` by ${deadline}`}. It cannot be used yet. ${goOn}${said}`;
  }
};
