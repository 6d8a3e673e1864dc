/** A calendar day as the database's DATE has it: midnight UTC of that day. */
export type CalendarDay = Date;

export interface BudgetPeriods {
  /** The day that it is in the time zone of budgets. */
  readonly day: CalendarDay;
  /** The first of its month. */
  readonly month: CalendarDay;
}

/** "2026-11-28" in that time zone. Sorts as days do. */
const dayText = (at: Date, timeZone: string): string =>
  new Intl.DateTimeFormat("en-CA", { timeZone, year: "numeric", month: "2-digit", day: "2-digit" }).format(at);

/** Which day and month a call that begins now counts in. */
export const budgetPeriods = (now: Date, timeZone: string): BudgetPeriods => {
  const text = dayText(now, timeZone);
  return { day: new Date(`${text}T00:00:00Z`), month: new Date(`${text.slice(0, 7)}-01T00:00:00Z`) };
};

const dayMs = 86_400_000;

/** When the next day or month begins there, also across a change of the clocks. */
export const nextPeriodStart = (period: "DAY" | "MONTH", now: Date, timeZone: string): Date => {
  const length = period === "DAY" ? 10 : 7;
  const current = dayText(now, timeZone).slice(0, length);
  // Days only ever go up: the first moment of the next one is found by halving.
  let before = now.getTime();
  let after = before + (period === "DAY" ? 2 : 33) * dayMs;
  while (after - before > 1) {
    const middle = Math.floor((before + after) / 2);
    if (dayText(new Date(middle), timeZone).slice(0, length) === current) before = middle;
    else after = middle;
  }
  return new Date(after);
};
