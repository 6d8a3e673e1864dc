import type { WorkTime } from "#server/contract/views";

/** What a time at work is, for a hint. */
export const workTimeWords = "Time at work. Pauses and waits are not counted.";

/** Whether nothing was worked at all: no figure says that better than none. */
export const nothingWorked = ({ ms, since }: WorkTime): boolean => ms === 0 && since === null;

/** A time at work as of `now`, in milliseconds. */
export const workedMs = ({ ms, since }: WorkTime, now: number): number =>
  ms + (since === null ? 0 : Math.max(0, now - since.getTime()));
