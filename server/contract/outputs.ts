import { z } from "zod";
import { DocumentFacts } from "./documents.ts";
import { PhaseKind } from "./statuses.ts";

/**
 * What agents hand in, as schemas: they are sent to the provider as the demanded structure, and every answer is
 * parsed with them at the border. Optional things are nullable instead of optional because structured outputs
 * require every key.
 */

const line = z.string().trim().min(1).max(2_000);
const text = z.string().trim().min(1).max(20_000);

export const PlannedPhase = z.object({
  title: z.string().trim().min(1).max(120),
  kind: PhaseKind,
  goal: text,
  acceptanceCriteria: z.array(line).min(1).max(12),
  expectedArtefacts: z.array(line).max(20),
});
export type PlannedPhase = z.infer<typeof PlannedPhase>;

export const Comparison = z.object({
  options: z.array(line).min(2).max(6),
  /** One row a criterion; scores are 1-10, in the order of `options`. */
  rows: z.array(z.object({ criterion: line, scores: z.array(z.int().min(1).max(10)) })),
  recommendation: line,
  reason: text,
});

export const PlanOutput = z.object({
  title: z.string().trim().min(1).max(120),
  summary: text,
  language: line,
  complexity: z.object({ score: z.int().min(1).max(10), reason: text }),
  resources: z.array(line).max(20),
  risks: z.array(z.object({ risk: line, mitigation: line })).max(20),
  successMetrics: z.array(line).max(20),
  nextSteps: z.array(line).max(20),
  /** Only where the brief asks "A or B". */
  comparison: Comparison.nullable(),
  phases: z.array(PlannedPhase).min(1).max(12),
});
export type PlanOutput = z.infer<typeof PlanOutput>;

/** A revision of the plan as it is kept: with the phases that are behind it, so that it may have more than one hands in. */
export const Plan = PlanOutput.extend({ phases: z.array(PlannedPhase) });
export type Plan = z.infer<typeof Plan>;

export const severities = ["high", "medium", "low", "info"] as const;
export const Severity = z.enum(severities);
export type Severity = z.infer<typeof Severity>;

export const Finding = z.object({
  severity: Severity,
  title: line,
  detail: text,
  file: z.string().max(500).nullable(),
  line: z.int().min(1).nullable(),
  remediation: line,
});
export type Finding = z.infer<typeof Finding>;

export const ReviewOutput = z.object({
  summary: text,
  /** In order of priority. A finding of severity high blocks acceptance (R9). */
  findings: z.array(Finding).max(50),
  strengths: z.array(line).max(20),
  /** One entry per acceptance criterion, in the plan's order. */
  criteria: z.array(z.object({ criterion: line, met: z.boolean(), evidence: line })).max(12),
});
export type ReviewOutput = z.infer<typeof ReviewOutput>;

export const VerdictOutput = z.object({
  verdict: z.enum(["accept", "refine", "escalate"]),
  reason: text,
  /** What the Developer must do; required with refine. */
  instruction: text.nullable(),
  /** What the human must decide; required with escalate. */
  question: text.nullable(),
  /** Why a build phase without a runnable check may still be accepted; shown to the user (R8). */
  noCheckReason: text.nullable(),
});
export type VerdictOutput = z.infer<typeof VerdictOutput>;

/** What the PM changes of the plan between two phases: all phases that are still to come, and why. */
export const PlanChange = z.object({ reason: text, phases: z.array(PlannedPhase).max(12) });
export type PlanChange = z.infer<typeof PlanChange>;

/** The verdict as it is handed in; a change of the plan takes effect with an acceptance only. */
export const EvaluateOutput = VerdictOutput.extend({ planChange: PlanChange.nullable() });
export type EvaluateOutput = z.infer<typeof EvaluateOutput>;

export const ReportOutput = z.object({
  summary: text,
  built: z.array(line).min(1).max(30),
  remainingIssues: z.array(line).max(30),
  howToRun: text,
  howToDeploy: text,
});
export type ReportOutput = z.infer<typeof ReportOutput>;

/** What the runner itself found after a Developer run: the only thing that acceptance rests on (R8). */
export const ChangedFile = z.object({
  path: z.string(),
  change: z.enum(["added", "modified", "deleted", "renamed"]),
  insertions: z.int().min(0),
  deletions: z.int().min(0),
});
export type ChangedFile = z.infer<typeof ChangedFile>;

export const CheckResult = z.object({
  /** The command as executed in the workspace's root. */
  command: z.string(),
  /** Which file or convention made the runner choose this command. */
  detectedBy: z.string(),
  outcome: z.enum(["passed", "failed", "timed_out", "not_started"]),
  exitStatus: z.int().nullable(),
  /** Counts as printed by the test runner; null where its output does not say. */
  testsPassed: z.int().min(0).nullable(),
  testsFailed: z.int().min(0).nullable(),
  durationMs: z.int().min(0),
  /** The end of stdout and stderr together, capped. */
  output: z.string(),
});
export type CheckResult = z.infer<typeof CheckResult>;

export const Evidence = z.object({
  /** Against the last accepted phase's commit. */
  changedFiles: z.array(ChangedFile),
  checks: z.array(CheckResult),
  /** Unified difference, capped; the whole one is read from the workspace. */
  diff: z.string(),
  diffTruncated: z.boolean(),
  /** Documents among the changed files, of a phase that is to bring one; null: nobody looked into them. */
  documents: z.array(DocumentFacts).nullable().default(null),
});
export type Evidence = z.infer<typeof Evidence>;
