import type { Page } from "@playwright/test";
import { z } from "zod";

declare global {
  interface Window {
    /** Ids of our events with the time of their arrival; set by recordStream in the pages of a bench. */
    benchArrivals?: [id: number, at: number][];
  }
}

/**
 * Milliseconds since 1970 with fractions, by the clock that a page of this machine shows as
 * `performance.timeOrigin + performance.now()`.
 */
export const wallClock = (): number => performance.timeOrigin + performance.now();

/** How far the two clocks may seem to be apart, in milliseconds: Chromium's coarse timer and the time of the question. */
const clockToleranceMs = 1;
/** Events carry this mark; everything else on the stream is not ours. */
export const markOf = (id: number): string => `bench-${id}-`;

/** Notes when each event reaches the page's EventSource, before any of the page's own listeners. For every later page load. */
export const recordStream = async (page: Page): Promise<void> => {
  await page.addInitScript(() => {
    const arrivals: [number, number][] = [];
    window.benchArrivals = arrivals;
    const Native = window.EventSource;
    window.EventSource = class extends Native {
      constructor(...args: ConstructorParameters<typeof Native>) {
        super(...args);
        this.addEventListener("message", (message: MessageEvent<string>) => {
          const at = performance.timeOrigin + performance.now();
          for (const [, id] of message.data.matchAll(/bench-(\d+)-/g)) arrivals.push([Number(id), at]);
        });
      }
    };
  });
};

const Arrivals = z.array(z.tuple([z.number(), z.number()]));

/** Waits until all of these events have arrived. @returns when the first copy of each did, by `wallClock` */
export const takeArrivals = async (page: Page, ids: readonly number[]): Promise<ReadonlyMap<number, number>> => {
  await assertSameClock(page);
  await page.waitForFunction(
    (wanted) => {
      const seen = new Set(window.benchArrivals?.map(([id]) => id));
      return wanted.every((id) => seen.has(id));
    },
    [...ids],
  );
  const arrivals = Arrivals.parse(await page.evaluate(() => window.benchArrivals));
  return new Map(arrivals.toReversed());
};

/** @throws Error when a page's clock is not this process's own: the figures would mean nothing */
const assertSameClock = async (page: Page): Promise<void> => {
  const before = wallClock();
  const there = await page.evaluate(() => performance.timeOrigin + performance.now());
  const after = wallClock();
  if (there < before - clockToleranceMs || there > after + clockToleranceMs) {
    throw new Error(`The browser's clock (${there}) is not ours (${before} to ${after}). Was the system's time set?`);
  }
};
