"use client";

import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import type { UsageFilter, UsageGroup, UsageQuery } from "#server/contract/usage-query";
import { UsageFilter as UsageFilterSchema } from "#server/contract/usage-query";
import type { UsageLatency, UsageSlots } from "#server/contract/usage-views";
import { useTRPC } from "#components/trpc";
import { formatCount } from "#client/ui/format";
import type { ChartId, ChartMark, ChartSpec } from "#client/usage/chart/chart-spec";
import {
  basesOf,
  costView,
  errorsView,
  groupWords,
  latencyView,
  moneyWords,
  phasesNote,
  phasesView,
  providersView,
  tokensView,
  weekView,
} from "#client/usage/chart-views";
import type { UsageAddress } from "#client/usage/usage-address";
import type { ChangeUsage } from "#client/usage/use-usage-address";
import { Segmented } from "#components/ui/segmented";
import { Chart } from "./chart/chart.tsx";

interface Answer<Data> {
  readonly data: Data | undefined;
  readonly error: unknown;
  readonly refetch: () => unknown;
}

interface UsageChartsProps {
  address: UsageAddress;
  query: UsageQuery;
  latency: Answer<UsageLatency>;
  onChange: ChangeUsage;
  onShowCalls: ChangeUsage;
}

const slotSpan = ({ edges }: UsageSlots, column: number) => {
  const [from, to] = [edges[column], edges[column + 1]];
  return from === undefined || to === undefined ? null : { from, to };
};

/** A filter by one more group; what cannot be filtered by leaves it as it is. */
const narrowed = (filter: UsageFilter, group: UsageGroup, key: string | null): UsageFilter => {
  if (key === null) return filter;
  const next = UsageFilterSchema.safeParse({ ...filter, [group]: key });
  return next.success ? next.data : filter;
};

/** All charts. Each mark leads to the calls that it stands for. */
export function UsageCharts({ address, query, latency, onChange, onShowCalls }: UsageChartsProps) {
  const trpc = useTRPC();
  const { group, filter } = address;
  const { timeZone } = query;
  const timeline = useQuery(trpc.usage.timeline.queryOptions({ ...query, group }));
  const providers = useQuery(trpc.usage.timeline.queryOptions({ ...query, group: "provider" }));
  const hours = useQuery(trpc.usage.hours.queryOptions(query));
  const phases = useQuery(trpc.usage.acceptedPhases.queryOptions(query));
  const bases = timeline.data === undefined ? [] : basesOf(timeline.data);
  const basis = bases.includes(address.basis) ? address.basis : (bases[0] ?? "billed");

  const chart = <Data,>(
    id: ChartId,
    answer: Answer<Data>,
    view: (data: Data) => ChartSpec,
    words: { title: string; description: string; note?: string | undefined; choice?: ReactNode; className?: string },
    onMark: (mark: ChartMark, data: Data) => void,
  ) => {
    const { data } = answer;
    const prefix = `${id}:`;
    return (
      <Chart
        {...words}
        spec={data === undefined ? undefined : view(data)}
        error={answer.error}
        onRetry={() => void answer.refetch()}
        asTable={address.tables.includes(id)}
        onAsTable={(asTable) =>
          onChange(({ tables }) => {
            const others = tables.filter((other) => other !== id);
            return { tables: asTable ? [...others, id] : others };
          })
        }
        off={new Set(address.off.filter((key) => key.startsWith(prefix)).map((key) => key.slice(prefix.length)))}
        onToggle={(series) => {
          const key = prefix + series;
          onChange(({ off }) => ({ off: off.includes(key) ? off.filter((other) => other !== key) : [...off, key] }));
        }}
        onMark={data === undefined ? undefined : (mark) => onMark(mark, data)}
      />
    );
  };
  const toSlot = (slots: UsageSlots, mark: ChartMark, change: Partial<UsageAddress> = {}): void =>
    onShowCalls({ part: slotSpan(slots, mark.column), only: "all", ...change });

  return (
    <section aria-label="Charts" className="grid grid-cols-1 gap-3 xl:grid-cols-2">
      <h2 className="sr-only">Charts</h2>
      {chart(
        "cost",
        timeline,
        (data) => costView(data, { group, basis, timeZone }),
        {
          title: "Cost",
          description: `By ${groupWords[group].toLowerCase()}. ${moneyWords[basis].label}: ${moneyWords[basis].description.toLowerCase()}`,
          choice:
            bases.length < 2 ? undefined : (
              <Segmented
                label="Cost: what is shown"
                value={basis}
                options={bases.map((value) => ({ value, label: moneyWords[value].label }))}
                onValueChange={(wished) => onChange({ basis: wished })}
              />
            ),
        },
        (mark, { slots }) => toSlot(slots, mark, { filter: narrowed(filter, group, mark.series), only: basis }),
      )}
      {chart(
        "tokens",
        timeline,
        (data) => tokensView(data, timeZone),
        { title: "Tokens", description: "By class" },
        (mark, { slots }) => toSlot(slots, mark),
      )}
      {chart(
        "latency",
        latency,
        (data) => latencyView(data, timeZone),
        {
          title: "Latency",
          description: "Half of the answers were faster than p50, 95 of 100 than p95",
          note: latency.data?.isSample
            ? `From a fixed sample of ${formatCount(latency.data.looked)} answered calls.`
            : undefined,
        },
        (mark, { slots }) => toSlot(slots, mark),
      )}
      {chart(
        "errors",
        timeline,
        (data) => errorsView(data, timeZone),
        { title: "Error rate", description: "Calls that went wrong, of all" },
        (mark, { slots }) => toSlot(slots, mark, { only: "failed" }),
      )}
      {chart(
        "providers",
        providers,
        (data) => providersView(data, timeZone),
        { title: "Providers", description: "Who answered when" },
        (mark, { slots }) => toSlot(slots, mark, { filter: narrowed(filter, "provider", mark.series) }),
      )}
      {chart(
        "week",
        hours,
        weekView,
        { title: "Hours of the week", description: "Calls by weekday and hour" },
        ({ column, series }) =>
          onShowCalls({ part: series === null ? null : { weekday: Number(series), hour: column }, only: "all" }),
      )}
      {chart(
        "phases",
        phases,
        phasesView,
        {
          title: "Cost per accepted phase",
          description: "The dearest that were accepted in the period, since they began",
          className: "xl:col-span-2",
          note: phases.data === undefined || phases.data.accepted === 0 ? undefined : phasesNote(phases.data),
        },
        ({ column }, { dearest }) => {
          const { phaseId = null, days = null } = dearest[column] ?? {};
          onShowCalls({
            filter: narrowed(filter, "phase", phaseId),
            // What it has cost is of all its calls, those before the period, too.
            ...(days !== null && { period: days }),
            part: null,
            only: "all",
          });
        },
      )}
    </section>
  );
}
