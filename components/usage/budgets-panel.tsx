"use client";

import { useQuery } from "@tanstack/react-query";
import { useTRPC } from "#components/trpc";
import { BudgetBar } from "#components/budgets/budget-bar";
import { ErrorState } from "#components/ui/error-state";
import { Panel } from "#components/ui/panel";
import { ScrollPane } from "#components/ui/scroll-pane";
import { LoadingNote, Skeleton } from "#components/ui/skeleton";
import { VisibleText } from "#components/ui/visible-text-view";
import { messageOf } from "#client/request-error";
import { formatNumberOf } from "#client/ui/format";
import { exactCallTime } from "#client/usage/call-words";

const refreshMs = 30_000;

const periods = { DAY: "today", MONTH: "this month", TOTAL: "in all" } as const;

/** What is left of the budgets, in the order they come in: those first that most work can use. */
export function BudgetsPanel({ timeZone }: { timeZone: string }) {
  const trpc = useTRPC();
  const budgets = useQuery(trpc.usage.budgets.queryOptions(undefined, { refetchInterval: refreshMs }));
  if (budgets.data === undefined && budgets.error !== null) {
    return (
      <ErrorState
        title="The budgets could not be loaded"
        reason={messageOf(budgets.error)}
        onRetry={() => void budgets.refetch()}
      />
    );
  }
  return (
    <Panel className="flex flex-col gap-3 p-3">
      <h3 className="text-sm font-medium">Budgets</h3>
      {budgets.data === undefined ? (
        <>
          <LoadingNote>Loading the budgets</LoadingNote>
          <Skeleton className="w-full" />
        </>
      ) : budgets.data.length === 0 ? (
        <p className="text-sm text-muted">No budget is set: nothing stops what calls cost.</p>
      ) : (
        <ScrollPane label="Budgets" className="max-h-64">
          <ul className="flex flex-col gap-2.5 pr-1">
            {budgets.data.map((view) => (
              <li key={Object.values(view.budget).join(" ")} className="flex flex-col gap-0.5">
                <div className="flex flex-wrap items-center justify-between gap-x-3 text-sm">
                  <span className="min-w-0 truncate">
                    {view.subject === "" ? "Installation" : <VisibleText text={view.subject} />},{" "}
                    {periods[view.budget.period]}
                  </span>
                  <BudgetBar
                    budget={view}
                    name={`${view.subject === "" ? "Installation" : view.subject}, ${periods[view.budget.period]}`}
                  />
                </div>
                {view.unpricedCalls === 0 ? null : (
                  <p className="text-xs text-muted">
                    {formatNumberOf(view.unpricedCalls, "call")} without a known price{" "}
                    {view.unpricedCalls === 1 ? "counts" : "count"} here at the dearest rates, and{" "}
                    {view.unpricedCalls === 1 ? "is" : "are"} not in what was billed.
                  </p>
                )}
                {view.until === null ? null : (
                  <p className="text-xs text-muted">Begins anew {exactCallTime(view.until, timeZone)}.</p>
                )}
              </li>
            ))}
          </ul>
        </ScrollPane>
      )}
    </Panel>
  );
}
