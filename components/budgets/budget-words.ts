import type { BudgetRef } from "#server/contract/budgets";

/** Whose budget it is and for how long, as in "This project's budget". */
export const budgetName = ({ scope, period }: Pick<BudgetRef, "scope" | "period">): string => {
  switch (scope) {
    case "PROJECT":
      return "This project's budget";
    case "USER":
      return period === "MONTH" ? "The owner's budget for this month" : "The owner's budget for today";
    case "INSTALLATION":
      return period === "MONTH" ? "The installation's budget for this month" : "The installation's budget for today";
  }
};

/** How a bar of it is coloured: calm, near, used up. */
export const budgetTone = (usedMicros: number, limitMicros: number): "running" | "needs" | "failed" => {
  if (usedMicros >= limitMicros) return "failed";
  return usedMicros >= limitMicros * 0.8 ? "needs" : "running";
};
