"use client";

import Link from "next/link";
import { type AccountLimitsWithShares, type WindowForecast, windowLength } from "#server/contract/rate-limits";
import { RelativeTime } from "#components/ui/relative-time";
import { VisibleText } from "#components/ui/visible-text-view";
import { formatCount, formatRelative } from "#client/ui/format";
import { useNow } from "#client/ui/use-now";
import { exactCallTime } from "#client/usage/call-words";
import {
  endOf,
  estimateErrorWords,
  forecastWords,
  pastErrorWords,
  isDrawn,
  percentOf,
  tightFrom,
  usedWords,
  windowWords,
} from "#client/usage/limit-words";
import { LimitGauge } from "./limit-gauge.tsx";

type Window = AccountLimitsWithShares["windows"][number];

interface LimitWindowProps {
  window: Window;
  /** From which share on, 0 to 1, work may leave it; null: nowhere. */
  threshold: number | null;
  timeZone: string;
}

/** One window of an account: what is used of it, by whom, what it will have come to, and when it begins anew. */
export function LimitWindow({ window, threshold, timeZone }: LimitWindowProps) {
  const now = useNow(10_000);
  const end = endOf(window);
  return (
    <li className="flex flex-col gap-1">
      <div className="flex flex-wrap items-baseline justify-between gap-x-3 text-sm">
        <span>{windowWords(window.name)}</span>
        <span className="tabular">{usedWords(window)}</span>
      </div>
      {isDrawn(window) ? (
        <LimitGauge
          label={windowWords(window.name)}
          utilisation={window.utilisation}
          estimate={window.estimate}
          threshold={threshold}
          tightShare={tightFrom(window.name, threshold)}
          rejected={window.status === "rejected"}
          forecast={window.forecast}
          elapsed={now === null ? null : elapsedOf(window, now)}
        />
      ) : null}
      <p className="text-xs text-muted">
        {window.remaining === null || window.limit === null
          ? null
          : `${formatCount(window.remaining)} of ${formatCount(window.limit)} left. `}
        {window.resetsAt === null ? (
          "When it begins anew is not reported."
        ) : end !== null ? (
          <>
            Begins anew <Upcoming at={end} now={now} timeZone={timeZone} />.
          </>
        ) : window.hasReset && window.estimate !== null ? (
          <>
            By its first call it begins anew <Upcoming at={window.estimate.resetsAt} now={now} timeZone={timeZone} />.
          </>
        ) : null}{" "}
        Reported <RelativeTime at={window.reportedAt} />.
      </p>
      {window.estimate === null ? null : <p className="text-xs text-muted">{estimateErrorWords(window.estimate)}</p>}
      {window.forecast === null ? null : <Forecast forecast={window.forecast} timeZone={timeZone} />}
      {window.shares === null || window.shares.length === 0 ? null : <Shares shares={window.shares} />}
    </li>
  );
}

/** How much of a window's time is over; null where that is not known. */
const elapsedOf = (window: Window, now: number): number | null => {
  const [length, end] = [windowLength(window.name), endOf(window)];
  return length === null || end === null ? null : 1 - (end.getTime() - now) / length;
};

/** How long until then, kept current, and when exactly. */
function Upcoming({ at, now, timeZone }: { at: Date; now: number | null; timeZone: string }) {
  return (
    <time dateTime={at.toISOString()}>
      {now === null ? at.toISOString() : `${formatRelative(at, new Date(now))} (${exactCallTime(at, timeZone)})`}
    </time>
  );
}

function Forecast({ forecast, timeZone }: { forecast: WindowForecast; timeZone: string }) {
  const { fullAt } = forecast;
  return (
    <p className="text-xs text-muted">
      <span className={fullAt === null ? undefined : "text-needs"}>
        {forecastWords(forecast)}
        {fullAt === null ? null : (
          <>
            {" "}
            (<time dateTime={fullAt.toISOString()}>{exactCallTime(fullAt, timeZone)}</time>)
          </>
        )}
      </span>
      ; {pastErrorWords(forecast)}.
    </p>
  );
}

function Shares({ shares }: { shares: NonNullable<AccountLimitsWithShares["windows"][number]["shares"]> }) {
  return (
    <p className="text-xs text-muted">
      Used by{" "}
      {shares.map(({ whose, share }, index) => (
        <span key={whose.kind === "project" ? whose.id : whose.kind}>
          {index === 0 ? "" : ", "}
          {whose.kind === "project" ? (
            <Link
              href={`/projects/${whose.id}`}
              className="text-ink underline decoration-line-strong underline-offset-2"
            >
              <VisibleText text={whose.title} />
            </Link>
          ) : whose.kind === "unseen" ? (
            "projects of others"
          ) : (
            "all the rest"
          )}{" "}
          <span className="tabular">{percentOf(share)}</span>
        </span>
      ))}{" "}
      of what went through Spiral.
    </p>
  );
}
