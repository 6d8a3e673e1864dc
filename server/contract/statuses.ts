import { z } from "zod";
import { BudgetStop } from "./budgets.ts";
import { ProviderErrorClass } from "./errors.ts";

/** States of a project, per cycle. The transitions are in server/domain/projects/project-machine.ts. */
export const projectStatuses = [
  "DRAFT",
  "QUEUED",
  "PLANNING",
  "AWAITING_PLAN_APPROVAL",
  "RUNNING",
  "WAITING",
  "PAUSED",
  "REPORTING",
  "SUCCEEDED",
  "FAILED",
  "CANCELLED",
] as const;
export const ProjectStatus = z.enum(projectStatuses);
export type ProjectStatus = z.infer<typeof ProjectStatus>;

export const endStatuses = ["SUCCEEDED", "FAILED", "CANCELLED"] as const satisfies readonly ProjectStatus[];
export const isEnded = (status: ProjectStatus): boolean => endStatuses.some((end) => end === status);

/** The states in which agents may be at work; a hold (WAITING, PAUSED) remembers which of them to return to. */
export const ActiveStatus = z.enum(["PLANNING", "AWAITING_PLAN_APPROVAL", "RUNNING", "REPORTING"]);
export type ActiveStatus = z.infer<typeof ActiveStatus>;

/**
 * Why a project is WAITING.
 * - permission, question: an ask is open; its answer continues.
 * - allocation: an agent has used all its requests, and an ask for more is open.
 * - tool_request: likewise; the agent lacks a tool and cannot go on without a decision.
 * - tool_build: the tool that it waits for is approved and being built, by the project named; continues by itself when it
 *   is accepted or comes to nothing.
 * - quota: the provider's limit, or its service is away (`outage`); continues by itself at `until`, or when somebody else
 *   can do it by then.
 * - provider: no provider can do it (no key, signed out, spend limit); continues when a person says so, and where it is a
 *   local model that is missing, by itself when one is ready or Claude can do it.
 * - budget: a budget is used up, and an ask to raise it is open; continues by its answer, or when there is room again.
 * - attention: a step failed for good; continues when a person retries it.
 */
export const Hold = z.discriminatedUnion("reason", [
  z.object({ reason: z.literal("permission"), askId: z.string() }),
  z.object({ reason: z.literal("question"), askId: z.string() }),
  z.object({ reason: z.literal("allocation"), askId: z.string() }),
  z.object({ reason: z.literal("tool_request"), askId: z.string() }),
  z.object({ reason: z.literal("tool_build"), requestId: z.string(), name: z.string(), projectId: z.string() }),
  z.object({
    reason: z.literal("quota"),
    until: z.iso.datetime(),
    message: z.string(),
    outage: z.boolean().optional(),
    /** Another project is asking Claude in these moments; `until` is when that would be given up. */
    tried: z.boolean().optional(),
  }),
  z.object({
    reason: z.literal("provider"),
    message: z.string(),
    fix: z.string(),
    /** What it failed of; holds of earlier versions do not say. */
    class: ProviderErrorClass.optional(),
  }),
  z.object({ reason: z.literal("budget"), stop: BudgetStop }),
  z.object({ reason: z.literal("attention"), message: z.string(), fix: z.string() }),
]);
export type Hold = z.infer<typeof Hold>;

/** What ends such a wait, after "Waiting for". */
export const waitedFor = ({ outage = false }: Extract<Hold, { reason: "quota" }>): "quota" | "Claude" =>
  outage ? "Claude" : "quota";

/** Failures of Claude's side alone. What a local model needs as well, as a sandbox and Claude Code, is none of these. */
const claudesAlone: readonly ProviderErrorClass[] = [
  "throttled",
  "overloaded",
  "network",
  "spend_limit",
  "authentication",
  "no_account",
  "model_not_found",
];

/** Whether a local model can go on with what waits so. */
export const localModelHelps = (hold: Hold): boolean =>
  hold.reason === "quota" ||
  (hold.reason === "provider" && (hold.class === undefined || claudesAlone.includes(hold.class)));

/** Whether it goes on when a local model is ready. */
export const awaitsLocalModel = (hold: Hold): boolean => hold.reason === "provider" && hold.class === "no_local_model";

/** Whether a project stands still until somebody has answered an ask. */
export const needsAnswer = (hold: Hold): hold is Extract<Hold, { askId: string }> => "askId" in hold;

export const phaseStatuses = [
  "PENDING",
  /** The files are put back to where they were, before it begins again or is skipped. */
  "RESTORING",
  "IMPLEMENTING",
  "CHECKING",
  "REVIEWING",
  "EVALUATING",
  "ESCALATED",
  "ACCEPTING",
  "ACCEPTED",
  "SKIPPED",
  "STOPPED",
] as const;
export const PhaseStatus = z.enum(phaseStatuses);
export type PhaseStatus = z.infer<typeof PhaseStatus>;

/** Whether nothing more is to come of a phase, so that the next one may begin. */
export const isPhaseClosed = (status: PhaseStatus): boolean => status === "ACCEPTED" || status === "SKIPPED";

/** Of phases whose files were put back, or are about to be: what was once done of them does not count any more. */
export const putBackStatuses = ["PENDING", "RESTORING", "SKIPPED"] as const satisfies PhaseStatus[];
export const isPutBack = (status: PhaseStatus): boolean => putBackStatuses.some((putBack) => putBack === status);

export const PhaseKind = z.enum(["build", "analysis"]);
export type PhaseKind = z.infer<typeof PhaseKind>;

export const RunStatus = z.enum(["QUEUED", "RUNNING", "WAITING", "SUCCEEDED", "FAILED", "CANCELLED"]);
export type RunStatus = z.infer<typeof RunStatus>;

/** How an attempt (one provider process or call series) ended; null in the database while it lives. */
export const AttemptOutcome = z.enum([
  /** It did what it was asked to. */
  "COMPLETED",
  /** It ended so that a person can answer an ask; the session is resumed afterwards. */
  "DEFERRED",
  /** The provider or the process failed; the run's error says how. */
  "FAILED",
  /** We ended it: pause, cancel, shutdown. */
  "STOPPED",
  /** Its runner vanished; what it did last is found by looking at the workspace and the transcript. */
  "LOST",
]);
export type AttemptOutcome = z.infer<typeof AttemptOutcome>;

/** How freely the Developer may act in its workspace. `ask` puts every command and edit before a person. */
export const PermissionMode = z.enum(["ask", "acceptEdits", "autonomous"]);
export type PermissionMode = z.infer<typeof PermissionMode>;

export const UserRole = z.enum(["ADMIN", "MEMBER", "VIEWER"]);
export type UserRole = z.infer<typeof UserRole>;
