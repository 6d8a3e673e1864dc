"use client";

import type { WorkTime } from "#server/contract/views";
import { cn } from "#client/ui/cn";
import { formatDuration } from "#client/ui/format";
import { useNow } from "#client/ui/use-now";
import { nothingWorked, workedMs, workTimeWords } from "#client/ui/work-time";

interface DurationProps {
  time: WorkTime;
  className?: string;
}

/** How long was worked on something; nothing before that. Ticks while it is being worked on, and stands still otherwise. */
export function Duration({ time, className }: DurationProps) {
  if (nothingWorked(time)) return null;
  const classes = cn("tabular whitespace-nowrap", className);
  return time.since === null ? (
    <span title={workTimeWords} className={classes}>
      {formatDuration(time.ms)}
    </span>
  ) : (
    <TickingDuration time={time} className={classes} />
  );
}

function TickingDuration({ time, className }: { time: WorkTime; className: string }) {
  const now = useNow(1_000);
  // role=timer has an implicit aria-live of "off": it can be read, and does not talk every second.
  return (
    <span role="timer" title={workTimeWords} className={className}>
      {now === null ? "" : formatDuration(workedMs(time, now))}
    </span>
  );
}
