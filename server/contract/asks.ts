import { z } from "zod";
import { BudgetMicros, BudgetStop } from "./budgets.ts";
import { Plan, PlannedPhase } from "./outputs.ts";
import { PermissionScope } from "./permissions.ts";
import { RequestLimit } from "./requests.ts";
import { AgentRole, Operation } from "./roles.ts";
import { ToolRequest, ToolVerdict } from "./tool-requests.ts";
import { ToolProposal, ToolScope } from "./tools.ts";

/** What each kind of ask shows. Its canonical JSON is hashed; an answer names the hash of what was shown. */
export const AskContent = z.discriminatedUnion("kind", [
  z.object({
    kind: z.literal("plan_approval"),
    revision: z.int().min(1),
    plan: Plan,
  }),
  z.object({
    kind: z.literal("permission"),
    toolUseId: z.string(),
    toolName: z.string(),
    input: z.unknown(),
  }),
  z.object({
    kind: z.literal("question"),
    question: z.string(),
    reason: z.string(),
    /** What can be answered: about a phase's work, or whether the Developer may be sent off more often (R4). */
    options: z.enum(["phase", "assignments"]).default("phase"),
  }),
  z.object({
    /** An agent has used all its requests (R12) and waits for more. */
    kind: z.literal("allocation"),
    role: AgentRole,
    /** What it was to do. */
    operation: Operation,
    used: z.int(),
    limit: z.int(),
    /** So many more are recommended, and why. */
    grant: RequestLimit,
    reason: z.string(),
  }),
  z.object({
    kind: z.literal("tool_request"),
    requestId: z.string(),
    from: AgentRole,
    request: ToolRequest,
    /** What was decided before, when it was put off and is asked again. */
    deferred: z.object({ until: z.string(), reason: z.string() }).nullable(),
  }),
  z.object({
    /** A budget is used up, and a call was not made for want of money (R44). */
    kind: z.literal("budget_raise"),
    /** What was under way. */
    operation: Operation,
    stop: BudgetStop,
  }),
  z.object({
    /** A tool was built: whether exactly this content may be used (R25). */
    kind: z.literal("tool_acceptance"),
    proposal: ToolProposal,
  }),
]);
export type AskContent = z.infer<typeof AskContent>;
export type AskKind = AskContent["kind"];

/** Asks that stay when the work at hand goes another way, and after its end; whoever works need not wait for them. */
export const lastingAsks = ["tool_request", "tool_acceptance"] as const satisfies readonly AskKind[];
export const isLasting = (kind: AskKind): boolean => lastingAsks.some((lasting) => lasting === kind);

export const AskAnswer = z.discriminatedUnion("kind", [
  z.object({
    kind: z.literal("plan_approval"),
    /** approve_changed: carry out the plan with `phases` in place of those that were shown. */
    decision: z.enum(["approve", "approve_changed", "send_back"]),
    comment: z.string().trim().max(10_000),
    phases: z.array(PlannedPhase).max(40, "A plan may have at most 40 phases.").optional(),
  }),
  z.object({
    kind: z.literal("permission"),
    decision: z.enum(["allow", "deny"]),
    reason: z.string().trim().max(2_000),
    /** What is carried out in place of what was asked for: its texts changed by the person. */
    edited: z.record(z.string(), z.unknown()).optional(),
    /** How far it is allowed from now on without asking. */
    remember: PermissionScope.optional(),
  }),
  z.object({
    kind: z.literal("question"),
    /**
     * accept: take the phase as it is, or let the Developer be sent off more often; refine: go on with `text` as the
     * instruction; stop: end the project.
     */
    decision: z.enum(["accept", "refine", "stop"]),
    text: z.string().trim().max(10_000),
  }),
  z.object({
    kind: z.literal("allocation"),
    /** grant: go on with `requests` more; keep_paused: wait until somebody resumes it; stop: cancel the project. */
    decision: z.enum(["grant", "keep_paused", "stop"]),
    requests: RequestLimit.optional(),
  }),
  z.object({ kind: z.literal("tool_request"), verdict: ToolVerdict }),
  z.object({
    kind: z.literal("budget_raise"),
    /** raise: the budget becomes `limitMicros`, and the project goes on; keep_paused: wait until somebody resumes it. */
    decision: z.enum(["raise", "keep_paused"]),
    limitMicros: BudgetMicros.optional(),
  }),
  z.object({
    kind: z.literal("tool_acceptance"),
    decision: z.enum(["accept", "refuse"]),
    /** For whom it is, once accepted. */
    scope: ToolScope,
    reason: z.string().trim().max(2_000),
  }),
]);
export type AskAnswer = z.infer<typeof AskAnswer>;

/** What was decided, in one word. */
export const decisionOf = (answer: AskAnswer): string =>
  answer.kind === "tool_request" ? answer.verdict.decision : answer.decision;

/** Answers that refuse or redirect need words; the reason why an answer is incomplete, or null. */
export const missingInAnswer = (answer: AskAnswer): string | null => {
  switch (answer.kind) {
    case "plan_approval":
      if (answer.decision === "approve_changed" && answer.phases === undefined) return "Say what the phases are to be.";
      return answer.decision === "send_back" && answer.comment === "" ? "Say what should change in the plan." : null;
    case "permission":
      if (answer.decision === "deny" && answer.reason === "")
        return "Say why, so that the agent can do it another way.";
      return answer.edited !== undefined && answer.remember !== undefined
        ? "What you changed is allowed once. Leave it as it is to have it remembered."
        : null;
    case "question":
      return answer.decision === "refine" && answer.text === "" ? "Say what the Developer should do." : null;
    case "allocation":
      return answer.decision === "grant" && answer.requests === undefined
        ? "Say how many more requests it gets."
        : null;
    // Its own schema demands whatever it needs.
    case "tool_request":
      return null;
    case "budget_raise":
      return answer.decision === "raise" && answer.limitMicros === undefined ? "Say what the budget is to be." : null;
    case "tool_acceptance":
      return answer.decision === "refuse" && answer.reason === "" ? "Say why it is not to be used." : null;
  }
};
