"use client";

import { cn } from "#client/ui/cn";
import { formatDuration } from "#client/ui/format";
import { useNow } from "#client/ui/use-now";

interface DurationProps {
  from: Date;
  /** Null while it lasts: the figure ticks. */
  to: Date | null;
  className?: string;
}

/** How long something took, or has been going on. */
export function Duration({ from, to, className }: DurationProps) {
  const classes = cn("tabular whitespace-nowrap", className);
  return to === null ? (
    <TickingDuration from={from} className={classes} />
  ) : (
    <span className={classes}>{formatDuration(to.getTime() - from.getTime())}</span>
  );
}

function TickingDuration({ from, className }: { from: Date; className: string }) {
  const now = useNow(1_000);
  // role=timer has an implicit aria-live of "off": it can be read, and does not talk every second.
  return (
    <span role="timer" className={className}>
      {now === null ? "" : formatDuration(Math.max(0, now - from.getTime()))}
    </span>
  );
}
