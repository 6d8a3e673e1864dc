import { afterAll, beforeAll, expect, test } from "vitest";
import type { ProviderError } from "../../contract/errors.ts";
import { createTestDatabase, type TestDatabase } from "../../testing/database.ts";
import { readBreaker, takeProbe, tellBreakers } from "./breakers.ts";
import { decideRoute } from "./decide-route.ts";

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.close());

const minuteMs = 60_000;
const begins = new Date("2026-11-28T08:00:00Z").getTime();
const overloaded: ProviderError = {
  class: "overloaded",
  message: "Overloaded.",
  httpStatus: 529,
  retryAfterMs: null,
  resetsAt: null,
};

/**
 * Runs of one project, one a minute, on a service that is there and away by turns.
 * @returns minutes at which the work went over to the local model, and back
 */
const carryOut = async (
  account: string,
  { hours, isThere }: { hours: number; isThere: (minute: number) => boolean },
): Promise<{ away: number[]; back: number[] }> => {
  const { prisma } = database;
  const key = { account, model: "claude-sonnet-5-5" };
  const seen: { away: number[]; back: number[] } = { away: [], back: [] };
  let side: "claude" | "local" = "claude";
  let drawn = 0;
  // Spread evenly (the golden ratio's multiples), and the same every time.
  const random = (): number => ((drawn += 1) * 0.618_034) % 1;
  for (let minute = 0; minute < hours * 60; minute += 1) {
    const now = new Date(begins + minute * minuteMs);
    const domain = { prisma, clock: { now: () => now } };
    const runId = `run_${minute}`;
    const breaker = await readBreaker(domain, key, { runId });
    const facts = { claude: true, claudes: true, local: true, mode: "auto", wish: null, private: false } as const;
    const route = decideRoute({ ...facts, breaker, now });
    if (route.to !== "claude") continue;
    if (route.probe) expect(await takeProbe(domain, key, { runId })).toBe(true);
    // An attempt and, where it fails, its one retry.
    for (const failures of [1, 2]) {
      const error = isThere(minute) ? null : overloaded;
      const trip = await prisma.$transaction((tx) =>
        tellBreakers(tx, key, { runId, error, failures, hasWayOut: true, now, random }),
      );
      if (error === null && side === "local") {
        side = "claude";
        seen.back.push(minute);
      }
      if (trip !== null && side === "claude") {
        side = "local";
        seen.away.push(minute);
      }
      if (error === null || trip !== null) break;
    }
  }
  return seen;
};

test("a service that comes and goes every three minutes does not make the work flap", async () => {
  const { away, back } = await carryOut("oscillating", { hours: 8, isThere: (minute) => minute % 6 < 3 });
  // It changes sides 160 times in these eight hours; the work does so less than once in twenty minutes.
  expect(away.length + back.length).toBeLessThan(24);
  expect(back.length).toBeGreaterThan(2);
  // Once it has shown that it does not last, it is left alone for longer and longer.
  const pauses = back.map((minute, index) => minute - (away[index] ?? 0));
  expect(pauses[0]).toBeLessThan(15);
  expect(pauses.at(-1)).toBeGreaterThanOrEqual(40);
}, 60_000);

test("a service that was away once is back with the next try, and what it did an hour ago is forgotten", async () => {
  const isThere = (minute: number): boolean => minute !== 10 && minute !== 100;
  const { away, back } = await carryOut("mostly-there", { hours: 3, isThere });
  expect(away).toEqual([10, 100]);
  // Both times after the shortest pause.
  expect(back.map((minute, index) => minute - (away[index] ?? 0)).every((pause) => pause <= 6)).toBe(true);
}, 60_000);
