import { z } from "zod";
import { BudgetPeriod, BudgetScope, type BudgetStop } from "../../contract/budgets.ts";
import type { SettingValues } from "../../contract/settings.ts";
import type { Domain, Tx } from "../domain.ts";
import { budgetPeriods, nextPeriodStart } from "./calendar.ts";
import { assumedRates, worstCaseMicros, type CallRates } from "./worst-case.ts";

export interface CallToReserve {
  readonly callId: string;
  readonly projectId: string;
  readonly ownerId: string;
  /** The request: its bytes, and how long its answer may be. */
  readonly size: { readonly bodyBytes: number; readonly maxTokens: number | null };
  /** Null: the model has no price. */
  readonly rates: CallRates | null;
}

export type Reservation =
  | { readonly outcome: "reserved" }
  /** The budget is used up. */
  | { readonly outcome: "spent"; readonly stop: BudgetStop }
  /** There is money left, but calls under way may still need it: ask again when one of them has ended. */
  | { readonly outcome: "held"; readonly stop: BudgetStop };

const micros = z.bigint().transform(Number);
const InTheWay = z.array(
  z.object({
    scope: BudgetScope,
    subjectId: z.string(),
    period: BudgetPeriod,
    limitMicros: micros,
    spentMicros: micros,
    reservedMicros: micros,
  }),
);

/** Whether calls of such an account are paid by the token, and so count against budgets. */
export const countsAsMoney = (
  accountKind: string,
  settings: Pick<SettingValues, "budgets.countSubscription">,
): boolean => accountKind === "api_key" || (accountKind === "subscription" && settings["budgets.countSubscription"]);

/**
 * Holds a call's worst case against all budgets that it counts in, or against none: one statement that locks their
 * counters in one order (spiral_reserve). The ledger's row of the same key settles it. Part of the caller's
 * transaction: a call that is not written down in the end holds nothing.
 */
export const reserveCall = async (
  { prisma, clock }: { prisma: Pick<Tx, "$queryRaw">; clock: Domain["clock"] },
  call: CallToReserve,
  timeZone: string,
): Promise<Reservation> => {
  const { callId, projectId, ownerId, size } = call;
  const now = clock.now();
  const { day, month } = budgetPeriods(now, timeZone);
  const rates = call.rates ?? assumedRates;
  const amount = worstCaseMicros(size, rates);
  const [first] = InTheWay.parse(
    await prisma.$queryRaw`
      SELECT "scope", "subjectId", "period", "limitMicros", "spentMicros", "reservedMicros"
      FROM spiral_reserve(${callId}, ${projectId}, ${ownerId}, ${day}::date, ${month}::date,
        ${amount}::bigint, ${rates.prompt}::bigint, ${rates.output}::bigint, ${rates.assumed})`,
  );
  if (first === undefined) return { outcome: "reserved" };
  const { scope, subjectId, period, limitMicros, spentMicros, reservedMicros } = first;
  const until = period === "TOTAL" ? null : nextPeriodStart(period, now, timeZone).toISOString();
  const stop: BudgetStop = {
    budget: { scope, subjectId, period },
    limitMicros,
    spentMicros,
    reservedMicros,
    until,
  };
  return { outcome: spentMicros >= limitMicros ? "spent" : "held", stop };
};
