import type { BudgetStop } from "../contract/budgets.ts";

/** Ends an attempt for which there is no money left: the one way in which "no money" is said, out of agents' reach. */
export interface BudgetGuard {
  /** Aborts when the attempt is to end. */
  readonly signal: AbortSignal;
  /** Which budget is used up; null while none is. */
  readonly stop: BudgetStop | null;
  /** The first refusal counts; the later ones of calls that were on their way say the same. */
  refuse(stop: BudgetStop): void;
  /** Whether the attempt is ending, for whatever reason: then no call waits for money any more. */
  isOver(): boolean;
  /** Calls of the attempt that are being answered. Their answers are paid for, so they are let come to their end. */
  begun(): void;
  ended(): void;
}

/** @param attempt ends the attempt for other reasons */
export const createBudgetGuard = (attempt: AbortSignal): BudgetGuard => {
  const ending = new AbortController();
  let stop: BudgetStop | null = null;
  let underWay = 0;
  const endWhenQuiet = (): void => {
    if (stop !== null && underWay === 0) ending.abort();
  };
  return {
    signal: ending.signal,
    get stop() {
      return stop;
    },
    refuse(refused) {
      stop ??= refused;
      endWhenQuiet();
    },
    isOver: () => stop !== null || attempt.aborted,
    begun() {
      underWay += 1;
    },
    ended() {
      underWay -= 1;
      endWhenQuiet();
    },
  };
};
