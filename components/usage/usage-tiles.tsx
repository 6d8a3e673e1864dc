import type { CallSelection, UsageQuery } from "#server/contract/usage-query";
import type { UsageLatency, UsageSummary } from "#server/contract/usage-views";
import { LoadingNote, Skeleton } from "#components/ui/skeleton";
import { formatCount, formatDuration, formatMoney, formatNumberOf, formatTokens, unbroken } from "#client/ui/format";
import type { ChangeUsage } from "#client/usage/use-usage-address";
import { uncostedWords } from "#client/usage/call-words";
import { ReportedTile, SwitchTiles } from "./fallback-tiles.tsx";
import { NotMeasured, Tile } from "./usage-tile.tsx";

interface UsageTilesProps {
  query: UsageQuery;
  summary: UsageSummary;
  latency: UsageLatency | undefined;
  onShowCalls: ChangeUsage;
  /** Still those of what was asked before: paler where the answer takes its time, until it is there. */
  isOutdated: boolean;
}

const grid =
  "grid grid-cols-2 gap-px overflow-hidden rounded-md border bg-line sm:grid-cols-3 lg:grid-cols-4 xl:grid-cols-6 [&>*]:bg-surface";

/** The period in figures. Each leads to the calls that it is made of. */
export function UsageTiles({ query, summary, latency, onShowCalls, isOutdated }: UsageTilesProps) {
  const { sums, callsToday, byAccountKind, switches, reported } = summary;
  const toCalls = (only: CallSelection) => () => onShowCalls({ only, part: null });
  const prompt = sums.inputUncached + sums.cacheRead + sums.cacheWrite5m + sums.cacheWrite1h;
  const without = byAccountKind.filter(({ accountKind }) => accountKind === "local" || accountKind === "scripted");
  const uncosted = sums.unpriced + sums.unreported;
  const errorRate = sums.calls === 0 ? null : sums.failed / sums.calls;
  return (
    <section
      aria-label="In this period"
      aria-busy={isOutdated}
      className={isOutdated ? "opacity-50 transition-opacity delay-300" : undefined}
    >
      <dl className={grid}>
        <Tile
          label="Requests"
          onOpen={sums.calls > 0 ? toCalls("all") : undefined}
          detail={`${formatCount(callsToday)} today`}
        >
          {formatCount(sums.calls)}
        </Tile>
        <Tile
          label="Tokens"
          detail={`${formatTokens(prompt)} in (${formatTokens(sums.cacheRead)} from cache), ${formatTokens(sums.output)} out`}
        >
          {formatTokens(prompt + sums.output)}
        </Tile>
        <Tile label="Billed" onOpen={sums.billedMicros > 0 ? toCalls("billed") : undefined} detail="Paid by the token">
          {formatMoney(sums.billedMicros)}
        </Tile>
        <Tile
          label="API-equivalent"
          onOpen={sums.equivalentMicros > 0 ? toCalls("equivalent") : undefined}
          detail="Of subscriptions: no money was spent"
        >
          {formatMoney(sums.equivalentMicros)}
        </Tile>
        <Tile
          label="Local and scripted"
          detail={
            without.length === 0
              ? "Models that cost nothing by the token"
              : without.map(({ accountKind, tokens }) => `${accountKind} ${formatTokens(tokens)} tokens`).join(", ")
          }
        >
          {formatNumberOf(
            without.reduce((sum, { calls }) => sum + calls, 0),
            "call",
          )}
        </Tile>
        <Tile
          label="Cost not known"
          tone={sums.unpriced > 0 ? "needs" : "plain"}
          onOpen={uncosted > 0 ? toCalls("uncosted") : undefined}
          detail={uncostedWords(sums)}
        >
          {formatNumberOf(uncosted, "call")}
        </Tile>
        <Tile
          label="Error rate"
          tone={errorRate !== null && errorRate > 0.05 ? "failed" : "plain"}
          onOpen={sums.failed > 0 ? toCalls("failed") : undefined}
          detail={`${formatCount(sums.failed)} of ${formatNumberOf(sums.calls, "call")}`}
        >
          {errorRate === null ? <NotMeasured /> : `${(errorRate * 100).toFixed(1)} %`}
        </Tile>
        <Tile label="Answer, p95" detail={<LatencyDetail latency={latency} />}>
          <Milliseconds ms={latency?.whole.durationP95} />
        </Tile>
        <ReportedTile reported={reported} />
        <SwitchTiles switches={switches} query={query} />
      </dl>
    </section>
  );
}

function Milliseconds({ ms }: { ms: number | null | undefined }) {
  if (ms === undefined) return <Skeleton className="my-1.5 w-16" />;
  return ms === null ? <NotMeasured /> : formatDuration(ms);
}

function LatencyDetail({ latency }: { latency: UsageLatency | undefined }) {
  if (latency === undefined) return "Loading";
  const { durationP50, firstTokenP95 } = latency.whole;
  const half =
    durationP50 === null ? "Half in less: not measured" : `Half in less than ${unbroken(formatDuration(durationP50))}`;
  const first = firstTokenP95 === null ? "not measured" : unbroken(formatDuration(firstTokenP95));
  return `${half}; first token, p95: ${first}`;
}

/** The tiles while they load. */
export function UsageTilesSkeleton() {
  return (
    <div className={grid}>
      <LoadingNote>Loading usage</LoadingNote>
      {Array.from({ length: 12 }, (_, index) => (
        <div key={index} className="flex flex-col gap-2 px-3 py-3">
          <Skeleton className="h-3 w-16" />
          <Skeleton className="h-5 w-20" />
          <Skeleton className="h-3 w-28" />
        </div>
      ))}
    </div>
  );
}
