import type { FallbackMode, ProviderWish } from "../../contract/fallback.ts";
import { windowLength, type LimitWindowView } from "../../contract/rate-limits.ts";

/** A window or breaker that names no end: looked at again within this. */
const openEndedMs = 10 * 60_000;

/** A large model takes minutes to load. */
const headStartPercent = 10;

export interface PinFacts {
  readonly mode: FallbackMode;
  readonly wish: ProviderWish | null;
  /** Of Claude's account that is in use. */
  readonly windows: readonly LimitWindowView[];
  /** When Claude is tried again, of each breaker that is open. */
  readonly breakers: readonly Date[];
  /** Of a window, in per cent, from which on a local model is kept in memory. */
  readonly atPercent: number;
  /** Of a window, in per cent, from which on Claude may be left. A model is loaded before that, whatever `atPercent` says. */
  readonly threshold: number;
  readonly now: Date;
}

/**
 * Until when a local model is to be kept in memory, so that a switch does not wait for it to be loaded; null: it need not
 * be. While Claude's windows are far from used up, the machine's memory is somebody else's. Pure.
 */
export const pinUntil = (facts: PinFacts): Date | null => {
  const { mode, wish, windows, breakers, now } = facts;
  const from = Math.min(facts.atPercent, facts.threshold - headStartPercent);
  const openEnded = new Date(now.getTime() + openEndedMs);
  if (wish === "local") return openEnded;
  if (mode === "disabled" || wish === "claude") return null;
  // A window of minutes fills and empties faster than a model is loaded.
  const near = windows.filter(
    ({ name, utilisation, status }) =>
      windowLength(name) !== null && (status === "rejected" || (utilisation !== null && utilisation * 100 >= from)),
  );
  const ends = [...near.map(({ resetsAt }) => resetsAt ?? openEnded), ...breakers].filter((end) => end > now);
  return ends.length === 0 ? null : new Date(Math.max(...ends.map((end) => end.getTime())));
};
