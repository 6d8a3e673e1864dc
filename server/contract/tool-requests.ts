import { z } from "zod";
import { agentRoles, AgentRole } from "./roles.ts";
import { requestTool, type ToolBuildView } from "./tools.ts";

/** From 1, hardly, to 5, very. */
const Weight = z.int().min(1).max(5);
const words = (most: number) => z.string().trim().min(1).max(most);

/**
 * What an agent says of a tool that it lacks (R20). Words of an agent's, and through it perhaps of a repository's: they
 * are shown as such, and decide nothing.
 */
export const ToolRequest = z.strictObject({
  name: z
    .string()
    .regex(/^[a-z][a-z0-9_]{1,39}$/, "A short name in snake_case, from a to z")
    .refine((name) => name !== requestTool, `${requestTool} is there already.`)
    .describe("A short name in snake_case for the tool that is missing"),
  description: words(2_000).describe("What it would do: what goes in, what comes out"),
  importance: Weight.describe("How much the work depends on it, 1 to 5"),
  urgency: Weight.describe("How soon it is needed, 1 to 5"),
  blocking: z
    .boolean()
    .describe("true: you cannot go on without a decision. false: you go on with other work, and are told later"),
  task: words(500).describe("The part of your work that needs it"),
  similarTools: z.array(words(200)).max(10).describe("Tools that you know of, and why each does not do"),
  requirements: z.array(words(300)).max(10).describe("What it must fulfil"),
});
export type ToolRequest = z.infer<typeof ToolRequest>;

/** By what a request comes first: importance × urgency, from 1 to 25 (R21). */
export const requestScore = ({ importance, urgency }: Pick<ToolRequest, "importance" | "urgency">): number =>
  importance * urgency;

/** The PM's analysis of a request (R21): advice for whoever decides, by a run of its own. */
export const ToolAssessment = z.object({
  recommendation: z.enum(["approve", "alternative", "defer", "reject"]),
  reason: words(1_000),
  effort: z.object({
    size: z.enum(["small", "medium", "large"]),
    /** Assignments of agents that building it would take. */
    requests: z.int().min(1).max(100),
    reason: words(500),
  }),
  /** What else would do, the best first. */
  alternatives: z.array(z.object({ name: words(100), how: words(500), drawback: words(500) })).max(5),
  /** What becomes of the work with the tool, and without it. */
  impact: words(1_000),
});
export type ToolAssessment = z.infer<typeof ToolAssessment>;

/** What a person decides about a request (R22). */
export const ToolVerdict = z.discriminatedUnion("decision", [
  z.strictObject({
    decision: z.literal("approve"),
    /** Who may use it. */
    agents: z.array(AgentRole).min(1, "Say who may use it.").max(agentRoles.length),
    /** How many requests (assignments of agents) its building may take. */
    maxRequests: z.int().min(1, "At least one request.").max(100, "At most 100 requests."),
    /** The day by which it is to be there; null: none. */
    deadline: z.iso.date().nullable(),
    /** Whether an agent that cannot go on without it waits until it is there, or has come to nothing. */
    waits: z.boolean().optional(),
    comment: z.string().trim().max(2_000),
  }),
  z.strictObject({
    decision: z.literal("alternative"),
    alternative: words(500),
    reason: words(2_000),
  }),
  z.strictObject({
    decision: z.literal("defer"),
    /** The day on which it is asked again, in UTC. */
    until: z.iso.date(),
    reason: words(2_000),
  }),
  z.strictObject({
    decision: z.literal("reject"),
    reason: words(2_000),
    workaround: z.string().trim().max(2_000),
  }),
]);
export type ToolVerdict = z.infer<typeof ToolVerdict>;

/** What a person has written into a decision, the most telling first. */
export const verdictWords = (verdict: ToolVerdict): readonly string[] => {
  switch (verdict.decision) {
    case "approve":
      return [verdict.comment];
    case "alternative":
      return [verdict.alternative, verdict.reason];
    case "defer":
      return [verdict.reason];
    case "reject":
      return [verdict.reason, verdict.workaround];
    default:
      return verdict satisfies never;
  }
};

/** States of a request. A deferred one is pending again when it is due. */
export const toolRequestStatuses = ["PENDING", "DEFERRED", "APPROVED", "ALTERNATIVE", "REJECTED", "WITHDRAWN"] as const;
export const ToolRequestStatus = z.enum(toolRequestStatuses);
export type ToolRequestStatus = z.infer<typeof ToolRequestStatus>;

export const statusAfter = {
  approve: "APPROVED",
  alternative: "ALTERNATIVE",
  defer: "DEFERRED",
  reject: "REJECTED",
} as const satisfies Record<ToolVerdict["decision"], ToolRequestStatus>;

/** What the PM says of a request, or why it does not. Both null: it is at it. */
export interface ToolAdvice {
  readonly assessment: ToolAssessment | null;
  readonly failure: string | null;
}

/** A request in the lists of all that was asked for. */
export interface ToolRequestView extends ToolAdvice {
  /** What has become of an approved one; null: nothing is built for it. */
  readonly build: ToolBuildView | null;
  readonly id: string;
  readonly project: { readonly id: string; readonly title: string };
  /** Of the plan, from 1; null: no phase's, or its phase is gone. */
  readonly phase: number | null;
  readonly from: AgentRole;
  readonly request: ToolRequest;
  readonly status: ToolRequestStatus;
  /** The newest decision; null: none yet. */
  readonly verdict: ToolVerdict | null;
  readonly createdAt: Date;
  readonly decidedAt: Date | null;
  readonly decidedBy: string | null;
}
