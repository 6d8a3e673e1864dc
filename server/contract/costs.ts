import { z } from "zod";
import { Complexity, Language } from "./briefs.ts";
import { ModelName } from "./models.ts";
import type { Operation, AgentRole } from "./roles.ts";

/** What calls used and cost. Money, API-equivalents and what has no figure are never added together. */
export interface CostFigures {
  readonly calls: number;
  /** Whole prompts, cache included. */
  readonly inputTokens: number;
  readonly outputTokens: number;
  /** Paid by the token, in millionths of a dollar. */
  readonly billedMicros: number;
  /** What calls of a subscription would have cost by the token: no money. */
  readonly equivalentMicros: number;
  readonly localCalls: number;
  readonly scriptedCalls: number;
  /** Calls whose tokens are known and whose price is not. */
  readonly unpricedCalls: number;
  /** Calls whose usage was not reported, or not to its end: their cost is missing in the figures, or too low. */
  readonly unreportedCalls: number;
}

export interface CostOf<Key> {
  readonly key: Key;
  readonly figures: CostFigures;
}

/** A phase's costs; null is what belongs to none: plans and the report. */
export type PhaseKey = { readonly id: string; readonly number: number; readonly title: string } | null;

export interface AttemptKey {
  readonly runId: string;
  readonly operation: Operation;
  readonly round: number;
  readonly attempt: number;
  readonly phaseNumber: number | null;
  readonly model: string;
}

/** What the phases that an estimate is made of have in common with what is estimated. */
export type Alike = "model" | "complexity" | "language";

/**
 * What a project is expected to cost: its phases, each at what past ones cost, and what projects cost beside their
 * phases. From phases that were accepted before; never from a price list and a guess.
 */
export interface CostEstimate {
  /** The middle half of past phases says from where to where. */
  readonly lowMicros: number;
  readonly medianMicros: number;
  readonly highMicros: number;
  readonly phases: number;
  /** They are those of its plan; otherwise as many as projects like it had. */
  readonly isPlanned: boolean;
  /** How many accepted phases it is taken from. */
  readonly basedOnPhases: number;
  readonly alike: readonly Alike[];
}

/** Before there is a plan: as a person has chosen, or as it was detected. */
export const EstimateInput = z.strictObject({
  language: Language.nullable(),
  complexity: Complexity.nullable(),
  /** The Developer's. */
  model: ModelName,
});
export type EstimateInput = z.infer<typeof EstimateInput>;

export interface ProjectCosts {
  readonly total: CostFigures;
  readonly byPhase: readonly CostOf<PhaseKey>[];
  readonly byRole: readonly CostOf<AgentRole | null>[];
  readonly byModel: readonly CostOf<string>[];
  readonly byAttempt: readonly CostOf<AttemptKey>[];
  /** Null: there was nothing to estimate from, or it costs nothing. */
  readonly estimate: CostEstimate | null;
  /** Calls that count against budgets with another figure than the ledger's, which has none. */
  readonly assumed: { readonly calls: number; readonly micros: number };
}
