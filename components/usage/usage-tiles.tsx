import type { ReactNode } from "react";
import type { CallSelection } from "#server/contract/usage-query";
import type { UsageLatency, UsageSummary } from "#server/contract/usage-views";
import { cn } from "#client/ui/cn";
import { LoadingNote, Skeleton } from "#components/ui/skeleton";
import { formatCount, formatDuration, formatMoney, formatNumberOf, formatTokens } from "#client/ui/format";
import type { ChangeUsage } from "#client/usage/use-usage-address";

interface UsageTilesProps {
  summary: UsageSummary;
  latency: UsageLatency | undefined;
  onShowCalls: ChangeUsage;
}

const grid =
  "grid grid-cols-2 gap-px overflow-hidden rounded-md border bg-line sm:grid-cols-3 lg:grid-cols-5 [&>*]:bg-surface";

/** The period in figures. Each leads to the calls that it is made of. */
export function UsageTiles({ summary, latency, onShowCalls }: UsageTilesProps) {
  const { sums, callsToday, byAccountKind, switches } = summary;
  const toCalls = (only: CallSelection) => () => onShowCalls({ only, part: null });
  const prompt = sums.inputUncached + sums.cacheRead + sums.cacheWrite5m + sums.cacheWrite1h;
  const without = byAccountKind.filter(({ accountKind }) => accountKind === "local" || accountKind === "scripted");
  const errorRate = sums.calls === 0 ? null : sums.failed / sums.calls;
  return (
    <section aria-label="In this period">
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
        <Tile label="Billed" detail="Paid by the token">
          {formatMoney(sums.billedMicros)}
        </Tile>
        <Tile label="API-equivalent" detail="Of subscriptions: no money was spent">
          {formatMoney(sums.equivalentMicros)}
        </Tile>
        <Tile
          label="Local and scripted"
          detail={
            without.length === 0
              ? "No calls without a price tag"
              : without.map(({ accountKind, tokens }) => `${accountKind} ${formatTokens(tokens)} tokens`).join(", ")
          }
        >
          {formatNumberOf(
            without.reduce((sum, { calls }) => sum + calls, 0),
            "call",
          )}
        </Tile>
        <Tile
          label="Unpriced"
          tone={sums.unpriced > 0 ? "needs" : "plain"}
          onOpen={sums.unpriced > 0 ? toCalls("unpriced") : undefined}
          detail={sums.unpriced > 0 ? "Their cost is in no sum" : "Every call has its price"}
        >
          {formatNumberOf(sums.unpriced, "call")}
        </Tile>
        <Tile
          label="Error rate"
          tone={errorRate !== null && errorRate > 0.05 ? "failed" : "plain"}
          onOpen={sums.failed > 0 ? toCalls("failed") : undefined}
          detail={`${formatCount(sums.failed)} of ${formatNumberOf(sums.calls, "call")}`}
        >
          {errorRate === null ? <NotMeasured /> : `${(errorRate * 100).toFixed(1)} %`}
        </Tile>
        <Tile label="Answer, p95" detail={<Half ms={latency?.whole.durationP50} />}>
          <Milliseconds ms={latency?.whole.durationP95} />
        </Tile>
        <Tile label="First token, p95" detail={<Half ms={latency?.whole.firstTokenP50} />}>
          <Milliseconds ms={latency?.whole.firstTokenP95} />
        </Tile>
        <Tile
          label="Provider switches"
          detail={switches.count === 0 ? "No provider had to step in" : `${formatCount(switches.succeeded)} answered`}
        >
          {switches.count === 0 ? "none yet" : formatCount(switches.count)}
        </Tile>
      </dl>
    </section>
  );
}

const NotMeasured = () => <span className="text-sm text-faint">not measured</span>;

function Milliseconds({ ms }: { ms: number | null | undefined }) {
  if (ms === undefined) return <Skeleton className="my-1.5 w-16" />;
  return ms === null ? <NotMeasured /> : formatDuration(ms);
}

function Half({ ms }: { ms: number | null | undefined }) {
  if (ms === undefined || ms === null) return "Half in less: not measured";
  return `Half in less than ${formatDuration(ms)}`;
}

interface TileProps {
  label: string;
  detail: ReactNode;
  tone?: "plain" | "needs" | "failed";
  onOpen?: (() => void) | undefined;
  children: ReactNode;
}

const tones = { plain: "", needs: "text-needs", failed: "text-failed" } as const;

function Tile({ label, detail, tone = "plain", onOpen, children }: TileProps) {
  return (
    <div className="flex min-w-0 flex-col px-3 py-2.5">
      <dt className="text-xs text-muted">{label}</dt>
      <dd className={cn("tabular text-lg font-medium", tones[tone])}>
        {onOpen === undefined ? (
          children
        ) : (
          <button
            type="button"
            onClick={onOpen}
            className="rounded-sm underline decoration-line-strong underline-offset-4 hover:decoration-current"
          >
            {children}
            <span className="sr-only">: show the calls</span>
          </button>
        )}
      </dd>
      <dd className="text-xs text-muted">{detail}</dd>
    </div>
  );
}

/** The tiles while they load. */
export function UsageTilesSkeleton() {
  return (
    <div className={grid}>
      <LoadingNote>Loading usage</LoadingNote>
      {Array.from({ length: 10 }, (_, index) => (
        <div key={index} className="flex flex-col gap-2 px-3 py-3">
          <Skeleton className="h-3 w-16" />
          <Skeleton className="h-5 w-20" />
          <Skeleton className="h-3 w-28" />
        </div>
      ))}
    </div>
  );
}
