"use client";

import { formatExact, formatRelative, formatSoFar } from "#client/ui/format";
import { useNow } from "#client/ui/use-now";

/** What a browser's clock may lag behind the server's, and this component behind the clock. */
const tolerance = 60_000;

/** A moment that is ahead by less than the clocks may differ is now: what has just happened is never to come. */
const nowFor = (at: Date, now: number): Date => {
  const ahead = at.getTime() - now;
  return new Date(ahead > 0 && ahead < tolerance ? at.getTime() : now);
};

/** How long ago, or in how long; kept current, the exact time on hover. */
export function RelativeTime({ at, className }: { at: Date; className?: string }) {
  const now = useNow(10_000);
  return (
    <time dateTime={at.toISOString()} title={now === null ? undefined : formatExact(at)} className={className}>
      {now === null ? at.toISOString().slice(0, 10) : formatRelative(at, nowFor(at, now))}
    </time>
  );
}

/** For how long something has gone on, "39 s"; kept current, since when exactly on hover. */
export function TimeFor({ since, className }: { since: Date; className?: string }) {
  const now = useNow(10_000);
  return (
    <time
      dateTime={since.toISOString()}
      title={now === null ? undefined : `Since ${formatExact(since)}`}
      className={className}
    >
      {now === null ? "…" : formatSoFar(now - since.getTime())}
    </time>
  );
}
