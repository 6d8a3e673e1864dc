import { z } from "zod";
import { ProjectId } from "./ids.ts";

/** Whose money a budget limits. */
export const BudgetScope = z.enum(["PROJECT", "USER", "INSTALLATION"]);
export type BudgetScope = z.infer<typeof BudgetScope>;

/** A project's budget is for all its time; the others begin anew with every day or month (setting budgets.timeZone). */
export const BudgetPeriod = z.enum(["TOTAL", "DAY", "MONTH"]);
export type BudgetPeriod = z.infer<typeof BudgetPeriod>;

/** Which budget: the subject is the user's or the project's id, and empty for the installation. */
export const BudgetRef = z.strictObject({
  scope: BudgetScope,
  subjectId: z.string().max(60),
  period: BudgetPeriod,
});
export type BudgetRef = z.infer<typeof BudgetRef>;

export const budgetLimits = { minMicros: 10_000, maxMicros: 1_000_000_000_000 } as const;

/** An amount of money in whole millionths of a dollar: a cent at least, a million dollars at most. */
export const BudgetMicros = z
  .number("A budget is an amount in dollars, for example 5.00.")
  .min(budgetLimits.minMicros, "A budget is at least $0.01.")
  .max(budgetLimits.maxMicros, "A budget is at most $1,000,000.")
  .int("A budget has at most two decimals, for example 5.25.")
  .multipleOf(10_000, "A budget has at most two decimals, for example 5.25.");

/** What a person typed as an amount in dollars ("5", "$2.50", "1,000"), or why it is none, in words. */
export const readDollars = (text: string): { readonly micros: number } | { readonly problem: string } => {
  const plain = text.trim().replace(/^\$\s*/, "");
  if (/^\d{1,3}(,\d{3})*(\.\d+)?$|^\d+(\.\d+)?$/.exec(plain) === null) {
    return {
      problem: plain.startsWith("-")
        ? "A budget is not negative. Enter an amount such as 5.00."
        : "Enter an amount in dollars, for example 5.00.",
    };
  }
  const [whole = "0", decimals = ""] = plain.replaceAll(",", "").split(".");
  if (decimals.length > 2) return { problem: "A budget has at most two decimals, for example 5.25." };
  // Digits, not a float: 0.29 × 1,000,000 is none of its neighbours.
  const micros = Number(whole) * 1_000_000 + Number(decimals.padEnd(2, "0")) * 10_000;
  const checked = BudgetMicros.safeParse(micros);
  return checked.success ? { micros } : { problem: checked.error.issues[0]?.message ?? "This is no amount." };
};

/** "5.00": an amount as it is typed. */
export const dollarsText = (micros: number): string => (micros / 1_000_000).toFixed(2);

/** Part of the hold of a project that waits for money: which budget is used up, and as far as what. */
export const BudgetStop = z.object({
  budget: BudgetRef,
  limitMicros: z.int(),
  spentMicros: z.int(),
  /** Held for calls that are under way. */
  reservedMicros: z.int(),
  /** When a day or month ends, and the work goes on by itself; null for a project's budget. */
  until: z.iso.datetime().nullable(),
});
export type BudgetStop = z.infer<typeof BudgetStop>;

/** In per cent of a budget: each is told once. */
export const budgetMarks = [50, 80, 100] as const;

const timeZone = z.string().refine((value) => {
  try {
    return new Intl.DateTimeFormat("en", { timeZone: value }).resolvedOptions().timeZone !== "";
  } catch {
    return false;
  }
}, "This time zone is not known. Choose one such as Europe/Berlin.");
export const BudgetTimeZone = timeZone;

/** Null: no such budget any more. */
export const SetBudgetInput = z.strictObject({ budget: BudgetRef, limitMicros: BudgetMicros.nullable() });
export const SetProjectBudgetInput = z.strictObject({ projectId: ProjectId, limitMicros: BudgetMicros.nullable() });
/** Who may raise a budget that their project waits for: a project's own whoever steers it, every other one admins. */
export const mayRaise = ({ scope }: Pick<BudgetRef, "scope">, { isAdmin }: { readonly isAdmin: boolean }): boolean =>
  scope === "PROJECT" || isAdmin;

export const UpdateBudgetRulesInput = z.strictObject({
  /** What a new project is given unless its owner says otherwise; null: none. */
  projectDefaultMicros: BudgetMicros.nullable(),
  timeZone,
  countSubscription: z.boolean(),
});

/** A budget as the usage page shows it. */
export interface VisibleBudget extends BudgetView {
  /** Calls of its present day, month or whole time without a known price: they count in it, and in no sum of what was billed. */
  readonly unpricedCalls: number;
}

/** A budget and where it stands, as pages show it. */
export interface BudgetView {
  readonly budget: BudgetRef;
  /** The user's name or the project's title; empty for the installation. */
  readonly subject: string;
  readonly limitMicros: number;
  readonly spentMicros: number;
  readonly reservedMicros: number;
  /** When it begins anew; null for a project's. */
  readonly until: Date | null;
}
