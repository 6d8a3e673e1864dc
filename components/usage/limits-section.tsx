"use client";

import { useQuery } from "@tanstack/react-query";
import type { FallbackView } from "#server/contract/fallback";
import type { AccountLimitsWithShares } from "#server/contract/rate-limits";
import { ProviderKind, providerLabels } from "#server/contract/provider-kinds";
import { useTRPC } from "#components/trpc";
import { ErrorState } from "#components/ui/error-state";
import { Panel, Section } from "#components/ui/panel";
import { LoadingNote, Skeleton } from "#components/ui/skeleton";
import { messageOf } from "#client/request-error";
import { gaugeWords, markOf } from "#client/usage/limit-words";
import { BudgetsPanel } from "./budgets-panel.tsx";
import { LimitWindow } from "./limit-window.tsx";

const refreshMs = 30_000;

/** What is left of the windows that providers count use in, and when they begin anew. */
export function LimitsSection({ timeZone }: { timeZone: string }) {
  const trpc = useTRPC();
  const limits = useQuery(trpc.usage.limits.queryOptions(undefined, { refetchInterval: refreshMs }));
  const { data: fallback } = useQuery(trpc.fallback.state.queryOptions(undefined, { refetchInterval: refreshMs }));
  return (
    <Section
      title="What is left"
      description={`Budgets, and limits as the providers last reported them.${gaugeWords(limits.data ?? [], fallback)}`}
    >
      <div className="grid grid-cols-1 items-start gap-3 xl:grid-cols-2">
        <BudgetsPanel timeZone={timeZone} />
        {limits.data === undefined ? (
          limits.error === null ? (
            <Panel className="flex flex-col gap-2 p-3">
              <LoadingNote>Loading the limits</LoadingNote>
              <Skeleton className="w-40" />
              <Skeleton className="h-2 w-full" />
            </Panel>
          ) : (
            <ErrorState
              title="The limits could not be loaded"
              reason={messageOf(limits.error)}
              onRetry={() => void limits.refetch()}
            />
          )
        ) : limits.data.length === 0 ? (
          <p className="rounded-md border border-dashed px-4 py-4 text-sm text-muted">
            Limits: not reported. Claude says with its answers how much of a window is used; the scripted model and
            models of your own have none.
          </p>
        ) : (
          limits.data.map((account) => (
            <Account
              key={`${account.provider} ${account.account}`}
              account={account}
              fallback={fallback}
              timeZone={timeZone}
            />
          ))
        )}
      </div>
    </Section>
  );
}

const accountTitle = ({ provider, account }: AccountLimitsWithShares): string => {
  const kind = ProviderKind.safeParse(provider);
  const name = kind.success ? `${providerLabels[kind.data].name}, ${providerLabels[kind.data].detail}` : provider;
  const lastFour = account.split(":")[1];
  return lastFour === undefined ? name : `${name} •••${lastFour}`;
};

interface AccountProps {
  account: AccountLimitsWithShares;
  /** Undefined: not known yet. */
  fallback: FallbackView | undefined;
  timeZone: string;
}

function Account({ account, fallback, timeZone }: AccountProps) {
  return (
    <Panel className="flex flex-col gap-3 p-3">
      <h3 className="text-sm font-medium">{accountTitle(account)}</h3>
      <ul className="flex flex-col gap-3">
        {account.windows.map((window) => (
          <LimitWindow
            key={window.name}
            window={window}
            threshold={markOf({ account: account.account, name: window.name }, fallback)}
            timeZone={timeZone}
          />
        ))}
      </ul>
    </Panel>
  );
}
