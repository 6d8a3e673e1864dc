"use client";

import { formatExact, formatRelative } from "#client/ui/format";
import { useNow } from "#client/ui/use-now";

/** How long ago, kept current; the exact time on hover. */
export function RelativeTime({ at, className }: { at: Date; className?: string }) {
  const now = useNow(10_000);
  return (
    <time dateTime={at.toISOString()} title={now === null ? undefined : formatExact(at)} className={className}>
      {now === null ? at.toISOString().slice(0, 10) : formatRelative(at, new Date(Math.max(now, at.getTime())))}
    </time>
  );
}
