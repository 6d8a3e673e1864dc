"use client";

import { useSyncExternalStore } from "react";

/**
 * The time, ticking. All readers of one interval share one timer that runs only while somebody looks, and they
 * change together, so that two clocks on a page never disagree.
 */
const tickers = new Map<number, { now: number; readers: Set<() => void>; timer: ReturnType<typeof setInterval> }>();

const subscribe = (interval: number) => (reader: () => void) => {
  let ticker = tickers.get(interval);
  if (ticker === undefined) {
    const started = {
      now: Date.now(),
      readers: new Set<() => void>(),
      timer: setInterval(() => {
        started.now = Date.now();
        for (const notify of started.readers) notify();
      }, interval),
    };
    ticker = started;
    tickers.set(interval, ticker);
  }
  const joined = ticker;
  joined.readers.add(reader);
  return () => {
    joined.readers.delete(reader);
    if (joined.readers.size > 0) return;
    clearInterval(joined.timer);
    tickers.delete(interval);
  };
};

const subscriptions = new Map<number, ReturnType<typeof subscribe>>();
const subscriptionOf = (interval: number): ReturnType<typeof subscribe> => {
  const known = subscriptions.get(interval) ?? subscribe(interval);
  subscriptions.set(interval, known);
  return known;
};

// Before the ticker exists a render still needs one steady value; a fresh Date.now() each time would loop.
const firstSeen = new Map<number, number>();
const snapshot = (interval: number): number => {
  const ticking = tickers.get(interval)?.now;
  if (ticking !== undefined) {
    firstSeen.delete(interval);
    return ticking;
  }
  const first = firstSeen.get(interval) ?? Date.now();
  firstSeen.set(interval, first);
  return first;
};

/** Now, renewed every `interval` milliseconds; null while rendering on the server, which has no reader's clock. */
export const useNow = (interval: number): number | null =>
  useSyncExternalStore(
    subscriptionOf(interval),
    () => snapshot(interval),
    () => null,
  );

/**
 * Now, to ten seconds, for words about what is to come. The epoch while rendering on the server: only for what is not
 * rendered there, since no time is right by that (`useNow` says so).
 */
export const useClock = (): Date => new Date(useNow(10_000) ?? 0);
