import { z } from "zod";
import { BudgetRef } from "./budgets.ts";
import { MissingPriceSpeed } from "./prices.ts";

/**
 * What somebody should know of, with what it says. Opened when it begins to hold, resolved when it ceases to; told once
 * each (server/domain/alerts).
 */
export const AlertDetail = z.discriminatedUnion("kind", [
  z.object({
    kind: z.literal("budget_mark"),
    /** In per cent of the budget. */
    mark: z.int(),
    budget: BudgetRef,
    /** The user's name or the project's title; empty for the installation. */
    subject: z.string(),
    limitMicros: z.int(),
    spentMicros: z.int(),
  }),
  z.object({
    kind: z.literal("error_rate"),
    failed: z.int(),
    calls: z.int(),
    minutes: z.int(),
    thresholdPercent: z.number(),
    /**
     * The figures are of when there were last enough calls for them. failing: until now. too_few_calls: there have been
     * too few since, and an alert that ends so has ended for want of calls. recovered: clearly fewer fail.
     */
    state: z.enum(["failing", "too_few_calls", "recovered"]).default("failing"),
  }),
  z.object({
    kind: z.literal("unpriced"),
    model: z.string(),
    /** Null: all calls of the model. */
    speed: MissingPriceSpeed.default(null),
    calls: z.int(),
  }),
  z.object({ kind: z.literal("ledger_drift"), drift: z.number() }),
]);
export type AlertDetail = z.infer<typeof AlertDetail>;

/** For how long after the window of the rule no call may have failed until an alert ends for want of calls. */
export const quietMinutes = 60;

const percent = z.number("Enter a share in per cent.").min(0.1, "At least 0.1 %.").max(100, "At most 100 %.");
const minutes = z.int("Enter whole minutes.").min(1, "At least one minute.").max(1_440, "At most a day.");
const calls = z.int("Enter a whole number of calls.").min(1, "At least one call.").max(100_000, "That is too many.");

/** When failing calls are worth an alert. */
export const alertRules = {
  errorPercent: percent,
  errorMinutes: minutes,
  errorMinCalls: calls,
} as const;
export const UpdateAlertRulesInput = z.strictObject(alertRules);

export interface AlertView {
  readonly id: string;
  readonly projectId: string | null;
  readonly detail: AlertDetail;
  readonly openedAt: Date;
  /** Null while it holds. */
  readonly resolvedAt: Date | null;
  /** Opened since the reader last looked. */
  readonly unread: boolean;
}
