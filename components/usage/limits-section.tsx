"use client";

import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { type AccountLimitsWithShares, limitThreshold } from "#server/contract/rate-limits";
import { ProviderKind, providerLabels } from "#server/contract/provider-kinds";
import { useTRPC } from "#components/trpc";
import { ErrorState } from "#components/ui/error-state";
import { Panel, Section } from "#components/ui/panel";
import { RelativeTime } from "#components/ui/relative-time";
import { LoadingNote, Skeleton } from "#components/ui/skeleton";
import { VisibleText } from "#components/ui/visible-text-view";
import { messageOf } from "#client/request-error";
import { formatCount, formatExact, formatRelative } from "#client/ui/format";
import { useNow } from "#client/ui/use-now";
import { percentOf, windowWords } from "#client/usage/limit-words";
import { BudgetsPanel } from "./budgets-panel.tsx";
import { LimitGauge } from "./limit-gauge.tsx";

const refreshMs = 30_000;

/** What is left of the windows that providers count use in, and when they begin anew. */
export function LimitsSection() {
  const trpc = useTRPC();
  const limits = useQuery(trpc.usage.limits.queryOptions(undefined, { refetchInterval: refreshMs }));
  return (
    <Section
      title="What is left"
      description="Budgets, and limits as the providers last reported them. Nothing here is estimated."
    >
      <div className="grid grid-cols-1 items-start gap-3 xl:grid-cols-2">
        <BudgetsPanel />
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
          limits.data.map((account) => <Account key={`${account.provider} ${account.account}`} account={account} />)
        )}
      </div>
    </Section>
  );
}

/** How long until then, kept current, and when exactly. */
function Upcoming({ at }: { at: Date }) {
  const now = useNow(10_000);
  return (
    <time dateTime={at.toISOString()}>
      {now === null ? at.toISOString() : `${formatRelative(at, new Date(now))} (${formatExact(at)})`}
    </time>
  );
}

const accountTitle = ({ provider, account }: AccountLimitsWithShares): string => {
  const kind = ProviderKind.safeParse(provider);
  const name = kind.success ? `${providerLabels[kind.data].name}, ${providerLabels[kind.data].detail}` : provider;
  const lastFour = account.split(":")[1];
  return lastFour === undefined ? name : `${name} •••${lastFour}`;
};

function Account({ account }: { account: AccountLimitsWithShares }) {
  return (
    <Panel className="flex flex-col gap-3 p-3">
      <h3 className="text-sm font-medium">{accountTitle(account)}</h3>
      <ul className="flex flex-col gap-3">
        {account.windows.map((window) => (
          <li key={window.name} className="flex flex-col gap-1">
            <div className="flex flex-wrap items-baseline justify-between gap-x-3 text-sm">
              <span>{windowWords(window.name)}</span>
              <span className="tabular">
                {window.hasReset
                  ? "begun anew, nothing reported since"
                  : window.utilisation === null
                    ? (window.status ?? "not reported")
                    : `${percentOf(window.utilisation)} used`}
              </span>
            </div>
            <LimitGauge
              label={windowWords(window.name)}
              utilisation={window.utilisation}
              threshold={limitThreshold}
              rejected={window.status === "rejected"}
            />
            <p className="text-xs text-muted">
              {window.remaining === null || window.limit === null
                ? null
                : `${formatCount(window.remaining)} of ${formatCount(window.limit)} left. `}
              {window.resetsAt === null ? (
                "When it begins anew is not reported."
              ) : window.hasReset ? null : (
                <>
                  Begins anew <Upcoming at={window.resetsAt} />.
                </>
              )}{" "}
              Reported <RelativeTime at={window.reportedAt} />.
            </p>
            {window.shares === null || window.shares.length === 0 ? null : <Shares shares={window.shares} />}
          </li>
        ))}
      </ul>
    </Panel>
  );
}

function Shares({ shares }: { shares: NonNullable<AccountLimitsWithShares["windows"][number]["shares"]> }) {
  return (
    <p className="text-xs text-muted">
      Used by{" "}
      {shares.map(({ projectId, title, share }, index) => (
        <span key={projectId ?? "others"}>
          {index === 0 ? "" : ", "}
          {projectId === null || title === null ? (
            "projects of others"
          ) : (
            <Link
              href={`/projects/${projectId}`}
              className="text-ink underline decoration-line-strong underline-offset-2"
            >
              <VisibleText text={title} />
            </Link>
          )}{" "}
          <span className="tabular">{percentOf(share)}</span>
        </span>
      ))}{" "}
      of what went through Spiral.
    </p>
  );
}
