import type { ProviderErrorClass } from "./errors.ts";
import type { SwitchReason } from "./fallback.ts";
import type { Operation } from "./roles.ts";
import type { UsageDays } from "./usage-query.ts";
import type { AccountKind, CallOutcome, CostBasis } from "./usage.ts";

/** What the usage page shows. Micros are millionths of a dollar; times that are not known are null. */

/** Counts and sums over some calls. */
export interface UsageSums {
  readonly calls: number;
  /** An error came in the answer's place or at its end, or the service went away. */
  readonly failed: number;
  /** Calls whose tokens nobody knows the price of: their cost is in none of the sums. */
  readonly unpriced: number;
  /**
   * Calls whose usage was not reported, or not to its end: their cost is missing in the sums, or too low. None is
   * unpriced. Where it was reported late after all, the sums have it, and they are counted here as before.
   */
  readonly unreported: number;
  readonly inputUncached: number;
  readonly cacheRead: number;
  readonly cacheWrite5m: number;
  readonly cacheWrite1h: number;
  readonly output: number;
  /** Money: paid by the token. */
  readonly billedMicros: number;
  /** What the calls of a subscription would have cost by the token. */
  readonly equivalentMicros: number;
}

/** Milliseconds. Null where no call of them measured it. */
export interface LatencyFigures {
  readonly durationP50: number | null;
  readonly durationP95: number | null;
  readonly firstTokenP50: number | null;
  readonly firstTokenP95: number | null;
}

export type SlotUnit = "hour" | "day" | "week" | "month";

/** Where a time line's slots begin and end, in the time zone that was asked for. */
export interface UsageSlots {
  readonly unit: SlotUnit;
  /** One more than there are slots: slot n is from `edges[n]` to `edges[n + 1]`. */
  readonly edges: readonly Date[];
}

/** What Claude Code itself said of attempts' cost, and what the ledger has for the same attempts. */
export interface ReportedCost {
  /** The newest of the period, at most 100. */
  readonly attempts: number;
  readonly reportedMicros: number;
  readonly computedMicros: number;
}

/** How local models stood in for Claude: times when one took over, not those when Claude or another one of its models did. */
export interface SwitchFigures {
  readonly count: number;
  /** Of these whoever took over has answered. */
  readonly answered: number;
  /** Nothing was answered yet, and it goes on. */
  readonly pending: number;
  /** Those of samples: nothing real stood in. */
  readonly scripted: number;
  /**
   * From noticing what was in the way to the first call that could be made elsewhere, in milliseconds; of those that
   * somebody noticed at work: not where it was known before, was waited for, or a person asked for it.
   */
  readonly dispatchP50: number | null;
  readonly dispatchP95: number | null;
  /** From noticing to the first token of whoever took over. */
  readonly firstTokenP50: number | null;
  readonly firstTokenP95: number | null;
  /** How long attempts ran while somebody stood in: waits are not in it. Milliseconds. */
  readonly workedMs: number;
}

/** How many of a period's switches are listed, from the newest. */
export const switchesListed = 100;

/** One of the switches that the figures count. */
export interface SwitchView {
  readonly id: string;
  readonly at: Date;
  readonly projectId: string;
  readonly projectTitle: string;
  readonly scripted: boolean;
  /** The model that worked before, its provider where that is not known; and who took over. */
  readonly from: string;
  readonly to: string;
  readonly reason: SwitchReason;
  /** From noticing to the next call; null where nobody noticed it at work. */
  readonly ms: number | null;
  /** Null: not yet, and it goes on. */
  readonly answered: boolean | null;
  /** Its event in the project's log. */
  readonly eventSequence: number | null;
}

export interface UsageSummary {
  readonly from: Date;
  readonly to: Date;
  /** Calls of the day that it is now in the time zone, with the same filter. */
  readonly callsToday: number;
  readonly sums: UsageSums;
  readonly byAccountKind: readonly {
    readonly accountKind: AccountKind;
    readonly calls: number;
    readonly tokens: number;
  }[];
  readonly switches: SwitchFigures;
  readonly reported: ReportedCost;
}

export interface UsageGroupSums {
  /** The group's id; empty for what has none. */
  readonly key: string;
  /** In words, as somebody else may have chosen them; null: it has none. */
  readonly label: string | null;
  /** All its calls were the scripted model's. */
  readonly scripted: boolean;
  readonly sums: UsageSums;
}

/** A group's sums in one slot. Slots without calls are left out. */
export interface UsagePoint {
  readonly slot: number;
  /** A group's key, or null for all that are not among the largest. */
  readonly group: string | null;
  readonly sums: UsageSums;
}

export interface UsageTimeline {
  readonly slots: UsageSlots;
  /** All groups (at most 200), the dearest first. */
  readonly groups: readonly UsageGroupSums[];
  /** How many of them, from the first, have points of their own. */
  readonly shown: number;
  readonly points: readonly UsagePoint[];
}

export interface UsageLatency {
  readonly slots: UsageSlots;
  readonly points: readonly ({ readonly slot: number; readonly calls: number } & LatencyFigures)[];
  readonly whole: LatencyFigures;
  /** The answered calls that were looked at: all of them, or a fixed sample. */
  readonly looked: number;
  readonly isSample: boolean;
}

/** Calls in one hour of the week. 1 is Monday. */
export interface UsageHour {
  readonly weekday: number;
  readonly hour: number;
  readonly calls: number;
  readonly tokens: number;
}

/** A phase that was accepted in the period, and all that it has cost since it began. */
export interface AcceptedPhaseCost {
  readonly phaseId: string;
  readonly title: string;
  readonly position: number;
  readonly projectId: string;
  readonly projectTitle: string;
  readonly acceptedAt: Date;
  readonly rounds: number;
  /** From its first day to the period's last, for all its calls; null: the period itself has them. */
  readonly days: UsageDays | null;
  readonly sums: UsageSums;
}

/** How many phases have cost something, and how much in all. */
export interface PhaseCosts {
  readonly phases: number;
  readonly micros: number;
}

export interface AcceptedPhases {
  readonly accepted: number;
  /** Those of whose calls the cost is known, by what they cost; money and what would have been money are never added up. */
  readonly billed: PhaseCosts;
  readonly equivalent: PhaseCosts;
  /** Those with calls that are unpriced or not fully reported: what they cost is not known. */
  readonly uncosted: number;
  /** The dearest of them, at most 12. */
  readonly dearest: readonly AcceptedPhaseCost[];
}

export interface UsageCallView {
  readonly id: string;
  readonly at: Date;
  readonly isCorrection: boolean;
  readonly projectId: string;
  readonly projectTitle: string;
  readonly phaseTitle: string | null;
  readonly operation: Operation;
  readonly round: number;
  readonly attemptNumber: number;
  readonly provider: string;
  readonly accountKind: AccountKind;
  readonly model: string;
  readonly outcome: CallOutcome;
  readonly errorClass: ProviderErrorClass | null;
  readonly inputTokens: number;
  readonly outputTokens: number;
  readonly costMicros: number | null;
  readonly basis: CostBasis;
  readonly billable: boolean;
  readonly firstTokenMs: number | null;
  readonly durationMs: number | null;
}

export interface UsageCallPage {
  readonly calls: readonly UsageCallView[];
  readonly next: { readonly at: Date; readonly id: string } | null;
}

/** Everything the ledger has about one call. */
export interface UsageCallDetail extends UsageCallView {
  /** The first event of its attempt in the project's log; null: it has none. */
  readonly eventSequence: number | null;
  readonly requestedModel: string;
  readonly messageId: string | null;
  readonly requestId: string | null;
  readonly httpStatus: number | null;
  readonly retryAfterMs: number | null;
  readonly inputUncached: number;
  readonly cacheRead: number;
  readonly cacheWrite5m: number;
  readonly cacheWrite1h: number;
  readonly thinking: number | null;
  readonly webSearches: number;
  readonly reportedCostMicros: number | null;
  readonly priceSource: string | null;
  readonly reason: string | null;
  /** The provider's own usage object, as JSON; null: none was reported. */
  readonly rawUsage: string | null;
}
