"use client";

import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { ChartNoAxesCombined } from "lucide-react";
import { useCallback, useMemo, useRef } from "react";
import type { UsageQuery } from "#server/contract/usage-query";
import { Button } from "#components/ui/button";
import { EmptyState } from "#components/ui/empty-state";
import { ErrorState } from "#components/ui/error-state";
import { PageHeader } from "#components/ui/page-header";
import { RelativeTime } from "#components/ui/relative-time";
import { useTRPC } from "#components/trpc";
import { messageOf } from "#client/request-error";
import { useBrowserTimeZone } from "#client/ui/use-browser-time-zone";
import { exportParams, type UsageAddress } from "#client/usage/usage-address";
import { useRefreshedTogether } from "#client/usage/use-refreshed-together";
import { type ChangeUsage, useUsageAddress } from "#client/usage/use-usage-address";
import { CallDialog } from "./call-dialog.tsx";
import { CallsSection } from "./calls-section.tsx";
import { ExportMenu } from "#components/ui/export-menu";
import { LimitsSection } from "./limits-section.tsx";
import { UsageCharts } from "./usage-charts.tsx";
import { UsageTiles, UsageTilesSkeleton } from "./usage-tiles.tsx";
import { UsageToolbar } from "./usage-toolbar.tsx";

/** How often the page asks while it is open. */
const refreshMs = 30_000;

/** What was spent, what is left, where it went and when it returns. What is shown stands in the address. */
export function UsagePage() {
  const [address, change] = useUsageAddress();
  const browserTimeZone = useBrowserTimeZone();
  const timeZone = address.timeZone ?? browserTimeZone;
  const query = useMemo<UsageQuery | null>(
    () => (timeZone === null ? null : { period: address.period, timeZone, filter: address.filter }),
    [address.period, address.filter, timeZone],
  );
  return (
    <div className="flex flex-col gap-6 px-4 pt-4 pb-10 md:px-6 md:pt-5">
      <div className="flex flex-col gap-4">
        <PageHeader
          title="Usage"
          actions={
            query === null ? null : (
              <ExportMenu path="/api/usage/export" params={() => exportParams(address)} timeZone={query.timeZone} />
            )
          }
        />
        <UsageToolbar address={address} onChange={change} browserTimeZone={browserTimeZone} />
      </div>
      {query === null ? <UsageTilesSkeleton /> : <UsageContent address={address} query={query} onChange={change} />}
    </div>
  );
}

interface UsageContentProps {
  address: UsageAddress;
  query: UsageQuery;
  onChange: ChangeUsage;
}

function UsageContent({ address, query, onChange }: UsageContentProps) {
  const trpc = useTRPC();
  // The last answer stays while the next is on its way: the page does not jump.
  const summary = useQuery(
    trpc.usage.summary.queryOptions(query, { refetchInterval: refreshMs, placeholderData: keepPreviousData }),
  );
  const latency = useQuery(trpc.usage.latency.queryOptions(query));
  useRefreshedTogether(summary.dataUpdatedAt);
  const callsHeading = useRef<HTMLHeadingElement>(null);
  const showCalls = useCallback<ChangeUsage>(
    (part) => {
      onChange(part);
      // It scrolls there, too.
      callsHeading.current?.focus();
    },
    [onChange],
  );
  if (summary.data === undefined) {
    if (summary.error === null) return <UsageTilesSkeleton />;
    return (
      <ErrorState
        title="Usage could not be loaded"
        reason={messageOf(summary.error)}
        onRetry={() => void summary.refetch()}
        retrying={summary.isFetching}
      />
    );
  }
  const nothing = summary.data.sums.calls === 0;
  return (
    <>
      {summary.isError ? (
        <p className="text-xs text-failed">
          Figures as of <RelativeTime at={new Date(summary.dataUpdatedAt)} />. They could not be brought up to date
          since: {messageOf(summary.error)}
        </p>
      ) : null}
      <UsageTiles
        query={query}
        summary={summary.data}
        latency={latency.data}
        onShowCalls={showCalls}
        isOutdated={summary.isPlaceholderData}
      />
      <LimitsSection timeZone={query.timeZone} />
      {nothing ? (
        <EmptyState
          icon={ChartNoAxesCombined}
          title="No calls in this period"
          action={
            Object.keys(address.filter).length > 0 ? (
              <Button onClick={() => onChange({ filter: {} })}>Clear the filter</Button>
            ) : null
          }
        >
          Every call of an agent to a model is written down here, with its tokens, its time and its cost. Choose a
          longer period, or run a project.
        </EmptyState>
      ) : (
        <>
          <UsageCharts address={address} query={query} latency={latency} onChange={onChange} onShowCalls={showCalls} />
          <CallsSection address={address} query={query} onChange={onChange} headingRef={callsHeading} />
        </>
      )}
      <CallDialog callId={address.call} timeZone={query.timeZone} onClose={() => onChange({ call: null })} />
    </>
  );
}
