import type { PermissionAsk } from "../../domain/asks/index.ts";
import { decidePermission } from "../../domain/progress/index.ts";
import { limitInForce, limitsOf, readSettings } from "../../domain/settings/index.ts";
import type { ToolDecision, ToolUse } from "../../providers/provider.ts";
import { FencedError } from "../run-log.ts";
import type { StepContext } from "../step-context.ts";

/** How often it is looked for an answer, should no notification of it come. */
const lookMs = 1_000;

/**
 * Decides about a tool call that the project's mode does not allow by itself. A person is asked at once. For a short
 * while the living process waits for the answer; then it is ended by "defer", and the project waits without it
 * (settle-run.ts), unless the answer has come by then.
 *
 * @param ended aborts when the process that asks is at its end: nobody could be told any more
 */
export const permission = async (
  { domain, env, lease, answers }: StepContext,
  { toolUseId, name: toolName, input }: ToolUse,
  ended: AbortSignal,
): Promise<ToolDecision> => {
  const seconds = limitInForce(limitsOf(await readSettings(domain), env), "keepProcessSeconds");
  const until = performance.now() + seconds * 1_000;
  for (;;) {
    if (ended.aborted) return { decision: "defer" };
    const { rung } = answers;
    const found = await decidePermission(domain, { lease, toolUse: { toolUseId, toolName, input } });
    if (found === "fenced") throw new FencedError();
    if (found === "remembered") return { decision: "allow" };
    if (found.answer !== null) return decisionOf(found.answer);
    const left = until - performance.now();
    if (left <= 0) return { decision: "defer" };
    await answers.next(rung, { ms: Math.min(left, lookMs), signal: ended });
  }
};

const decisionOf = ({ decision, reason, edited }: NonNullable<PermissionAsk["answer"]>): ToolDecision =>
  decision === "deny"
    ? { decision: "deny", message: reason }
    : { decision: "allow", ...(edited !== undefined && { input: edited }) };
