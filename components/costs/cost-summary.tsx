import type { CostEstimate, ProjectCosts } from "../../server/contract/costs.ts";
import type { ProjectView } from "../../server/contract/views.ts";
import { BudgetBar } from "../budgets/budget-bar.tsx";
import { formatMoney, formatNumberOf } from "../ui/format.ts";
import { estimateRange, estimateSource } from "./estimate-words.ts";
import { CostCell } from "./cost-cell.tsx";

interface CostSummaryProps {
  project: ProjectView;
  costs: ProjectCosts;
}

/** What was expected, what it is, and what it may be. */
export function CostSummary({ project, costs }: CostSummaryProps) {
  const { total, estimate, assumed } = costs;
  const figures = [
    { term: "Expected when it was planned", value: <Estimate estimate={estimate} provider={project.provider} /> },
    { term: "So far", value: <CostCell figures={total} /> },
    ...(project.budget === null
      ? []
      : [{ term: "Budget", value: <BudgetBar budget={project.budget} name="Cost against this project's budget" /> }]),
  ];
  return (
    <div className="flex flex-col gap-2">
      <dl className="grid gap-x-8 gap-y-3 rounded-md border bg-surface px-4 py-3 sm:grid-cols-3">
        {figures.map(({ term, value }) => (
          <div key={term} className="flex flex-col items-start gap-1">
            <dt className="text-xs text-muted">{term}</dt>
            <dd className="text-md font-medium">{value}</dd>
          </div>
        ))}
      </dl>
      {assumed.calls === 0 ? null : (
        <p className="text-xs text-muted">
          {formatNumberOf(assumed.calls, "call")} of an unknown cost {assumed.calls === 1 ? "counts" : "count"} against
          budgets with {formatMoney(assumed.micros)}: at the dearest rates, or at the worst case where no end was
          reported.
        </p>
      )}
    </div>
  );
}

function Estimate({ estimate, provider }: { estimate: CostEstimate | null; provider: ProjectView["provider"] }) {
  if (estimate === null) {
    return (
      <span className="font-normal text-faint">
        {provider === "scripted" || provider === "ollama" ? "nothing" : "not known: nothing like it had been run here"}
      </span>
    );
  }
  const { medianMicros, phases } = estimate;
  return (
    <span className="flex flex-col">
      <span className="tabular">{formatMoney(medianMicros)}</span>
      <span className="text-xs font-normal text-muted">
        Middle half {estimateRange(estimate)}; {formatNumberOf(phases, "phase")}, {estimateSource(estimate)}
      </span>
    </span>
  );
}
