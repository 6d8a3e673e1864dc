"use client";

import { useQuery } from "@tanstack/react-query";
import { messageOf } from "#client/request-error";
import { useTRPC } from "#components/trpc";
import { ErrorState } from "#components/ui/error-state";
import { Panel } from "#components/ui/panel";
import { LoadingNote, Skeleton } from "#components/ui/skeleton";
import { BudgetRulesForm } from "./budget-rules-form.tsx";
import { BudgetTable } from "./budget-table.tsx";

/** What may be spent: by the installation, by each user and, unless they say otherwise, by new projects. */
export function BudgetSettings() {
  const trpc = useTRPC();
  const rules = useQuery(trpc.budgets.rules.queryOptions());
  const list = useQuery({ ...trpc.budgets.list.queryOptions(), refetchInterval: 10_000 });
  const error = rules.error ?? list.error;
  if (rules.data !== undefined && list.data !== undefined) {
    return (
      <div className="flex flex-col gap-4">
        <BudgetTable budgets={list.data.budgets} users={list.data.users} />
        <BudgetRulesForm saved={rules.data} />
      </div>
    );
  }
  return error === null ? (
    <Panel className="p-4">
      <LoadingNote>Loading the budgets</LoadingNote>
      <Skeleton className="h-28" />
    </Panel>
  ) : (
    <ErrorState
      title="The budgets could not be loaded"
      reason={messageOf(error)}
      onRetry={() => {
        void rules.refetch();
        void list.refetch();
      }}
      retrying={rules.isFetching || list.isFetching}
    />
  );
}
