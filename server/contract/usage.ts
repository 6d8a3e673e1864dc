import { z } from "zod";

const tokens = z.int().min(0);

/**
 * Tokens of one provider call or call series with one model. `inputUncached` excludes cache reads and writes
 * (the Messages API's meaning of input_tokens); the whole prompt is the sum of all four input classes.
 */
export const TokenUsage = z.object({
  model: z.string(),
  inputUncached: tokens,
  cacheRead: tokens,
  /** Cache writes for 5 minutes; a write whose duration is not reported counts as these. */
  cacheWrite5m: tokens,
  cacheWrite1h: tokens,
  output: tokens,
  /** As the provider says it, in millionths of a dollar; null where it says nothing or the figure would be invented. */
  reportedCostMicros: z.int().min(0).nullable(),
});
export type TokenUsage = z.infer<typeof TokenUsage>;

/**
 * How a call ended.
 * - COMPLETED: the answer came whole.
 * - FAILED: an error came in its place, or at its end, or its request never went out.
 * - CUT: the answer had begun, or was still awaited, when one side went away or fell silent; tokens as far as they were
 *   reported.
 * - UNKNOWN: begun, and its runner died before it could say more; tokens as far as they were reported by then.
 */
export const callOutcomes = ["COMPLETED", "FAILED", "CUT", "UNKNOWN"] as const;
export type CallOutcome = (typeof callOutcomes)[number];

/** Who saw the answer: the gateway, or a client of the runner's own. */
export const usageSources = ["gateway", "client"] as const;
export type UsageSource = (typeof usageSources)[number];

/** How an account is paid for. */
export const accountKinds = ["api_key", "subscription", "local", "scripted"] as const;
export const AccountKind = z.enum(accountKinds);
export type AccountKind = z.infer<typeof AccountKind>;

/**
 * What a record's cost is.
 * - priced: our formula with the price of the exact model at the call's time.
 * - reported: the provider's own figure, where there is no price.
 * - unpriced: tokens were used, and nobody knows what they cost. Counted visibly, never taken for 0.
 * - unknown: what was used was never reported.
 * - none: nothing was used (an error in the answer's place).
 * - local, scripted: no money; there is no figure.
 *
 * A figure is money where the record is `billable` (an API key); of a subscription it is what the same call would
 * have cost by the token ("API-equivalent").
 */
export const costBases = ["priced", "reported", "unpriced", "unknown", "none", "local", "scripted"] as const;
export const CostBasis = z.enum(costBases);
export type CostBasis = z.infer<typeof CostBasis>;

/** What an answer says about how it was made, beside its tokens. */
export const CallDetails = z.object({
  /** Tokens; a part of `output`. Null where it is not reported. */
  thinking: tokens.nullable(),
  webSearches: tokens,
  /** standard, priority, batch. */
  serviceTier: z.string().nullable(),
  /** standard, fast. */
  speed: z.string().nullable(),
  /** Where it was computed: us, global, … */
  geography: z.string().nullable(),
});
export type CallDetails = z.infer<typeof CallDetails>;

export const noDetails: CallDetails = {
  thinking: null,
  webSearches: 0,
  serviceTier: null,
  speed: null,
  geography: null,
};

const rate = z.int().min(0);

/** What tokens cost, in millionths of a dollar per million tokens (which is 10⁻¹² dollars per token). */
export const TokenRates = z.object({
  input: rate,
  output: rate,
  cacheWrite5m: rate,
  cacheWrite1h: rate,
  cacheRead: rate,
});
export type TokenRates = z.infer<typeof TokenRates>;

/** The rates that a record's cost was computed with, kept so that every figure can be computed again. */
export const AppliedRates = TokenRates.extend({
  /** The whole prompt was longer than the model's limit for the ordinary rates. */
  long: z.boolean(),
  /** Each in per cent of the rates: batch 50, fast as priced, geography 110 for us. */
  batchPercent: z.int(),
  fastPercent: z.int(),
  geographyPercent: z.int(),
  /** Millionths of a dollar for one web search. */
  webSearchMicros: rate,
});
export type AppliedRates = z.infer<typeof AppliedRates>;

/** What a check of the ledger found wrong, one thing a time. */
export const LedgerProblem = z.object({
  /**
   * - lost: a call was begun and its attempt has ended, and there is no record.
   * - doubled: one answer has several records.
   * - misread: a record's tokens are not those of the provider's own usage object.
   * - unreconciled: an attempt's records are not what its program says that it used.
   * - miscalculated: a record's cost is not what its rates make of its tokens.
   * - dangling: a correction of nothing.
   */
  kind: z.enum(["lost", "doubled", "misread", "unreconciled", "miscalculated", "dangling"]),
  /** The record, call or attempt that it is about. */
  id: z.string(),
  /** Tokens in disagreement; 0 where it is not about tokens. */
  tokens: z.int(),
});
export type LedgerProblem = z.infer<typeof LedgerProblem>;

export const LedgerReport = z.object({
  /** Provider calls in the ledger. */
  calls: z.int(),
  corrections: z.int(),
  /** Tokens in disagreement over all problems, and 1 for a problem that is not about tokens. 0: the books balance. */
  drift: z.int(),
  /** Calls that used tokens whose price nobody knows. */
  unpriced: z.int(),
  /** Calls of which nobody knows what they used. */
  unknown: z.int(),
  /** The first of them. */
  problems: z.array(LedgerProblem),
});
export type LedgerReport = z.infer<typeof LedgerReport>;

/** What calls cost, in millionths of a dollar. The two figures are never added up; local and scripted calls are in none. */
export interface CostTotals {
  /** Money: of accounts that pay by the token. */
  readonly billedMicros: number;
  /** What the calls of a subscription would have cost by the token ("API-equivalent"); no money. */
  readonly equivalentMicros: number;
  /** Calls in neither figure, because nobody knows the price of their tokens. */
  readonly unpricedCalls: number;
  /** Calls whose usage was not reported, or not to its end: their cost is missing in the figures, or too low. */
  readonly unreportedCalls: number;
}

export interface UsageTotals extends CostTotals {
  /** Whole prompts, cache included. */
  readonly inputTokens: number;
  readonly outputTokens: number;
}
