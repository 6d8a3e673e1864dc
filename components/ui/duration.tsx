"use client";

import type { WorkTime } from "#server/contract/views";
import { formatDuration } from "#client/ui/format";
import { useNow } from "#client/ui/use-now";
import { nothingWorked, workedMs } from "#client/ui/work-time";

/**
 * How long was worked on something; nothing before that. Ticks while it is being worked on, and stands still otherwise.
 * What kind of time it is (`workTimeWords`) is said around it: a title in here would become part of a button's name.
 */
export function Duration({ time }: { time: WorkTime }) {
  if (nothingWorked(time)) return null;
  return (
    <span className="tabular whitespace-nowrap">
      {time.since === null ? formatDuration(time.ms) : <TickingDuration time={time} />}
    </span>
  );
}

function TickingDuration({ time }: { time: WorkTime }) {
  const now = useNow(1_000);
  // role=timer has an implicit aria-live of "off": it can be read, and does not talk every second.
  return <span role="timer">{now === null ? "" : formatDuration(workedMs(time, now))}</span>;
}
