import type { BudgetView } from "../../server/contract/budgets.ts";
import { formatMoney } from "../ui/format.ts";
import { Progress } from "../ui/progress.tsx";
import { budgetTone } from "./budget-words.ts";

interface BudgetBarProps {
  budget: BudgetView;
  /** Whose it is, for the hover and for screen readers: "This project's budget". */
  name: string;
}

/** Cost against budget, as a figure and a bar. */
export function BudgetBar({ budget, name }: BudgetBarProps) {
  const { limitMicros, spentMicros, reservedMicros } = budget;
  const held = reservedMicros === 0 ? "" : `; ${formatMoney(reservedMicros)} more is held for calls under way`;
  return (
    <span className="flex items-center gap-2" title={`${name}: ${formatMoney(spentMicros)} used${held}`}>
      <span className="tabular whitespace-nowrap">
        {formatMoney(spentMicros)} of {formatMoney(limitMicros)}
      </span>
      <span className="w-16">
        <Progress value={spentMicros} max={limitMicros} label={name} tone={budgetTone(spentMicros, limitMicros)} />
      </span>
    </span>
  );
}
