import { describe, expect, test } from "vitest";
import type { WindowForecast } from "../../contract/rate-limits.ts";
import { hasRoomAgain, isNearByForecast, isRoomyByForecast, nearLimit, type WatchedWindow } from "./early-rules.ts";

const resetsAt = new Date("2026-11-28T15:00:00Z");
const forecastOf = (utilisation: number, atReset: number): WindowForecast => ({
  slopePerHour: 0.1,
  utilisation,
  atReset,
  fullAt: null,
  band: null,
  pastError: null,
  samples: 5,
});
const windowOf = (name: string, utilisation: number | null, atReset: number | null = null): WatchedWindow => ({
  name,
  utilisation,
  resetsAt,
  forecast: utilisation === null || atReset === null ? null : forecastOf(utilisation, atReset),
});
const usual = { when: "forecast", threshold: 80 } as const;
const always = { when: "threshold", threshold: 70 } as const;

describe("a window that is about to be used up", () => {
  test.each([
    ["below the threshold, whatever the forecast says", windowOf("five_hour", 0.79, 3), usual, null],
    ["from it on, when it would not last", windowOf("five_hour", 0.8, 1), usual, "all"],
    ["from it on, when it would last", windowOf("five_hour", 0.9, 0.99), usual, null],
    ["from it on, without a forecast", windowOf("five_hour", 0.9), usual, null],
    ["at 95 %, when it would last", windowOf("five_hour", 0.95, 0.96), usual, "all"],
    ["at 95 %, without a forecast", windowOf("five_hour", 0.95), usual, "all"],
    ["always at the threshold, when that is wanted", windowOf("five_hour", 0.7, 0.71), always, "all"],
    ["but not before", windowOf("five_hour", 0.69, 2), always, null],
    ["a week, too", windowOf("seven_day", 0.85, 1.2), usual, "all"],
    ["one family's week, for that family", windowOf("seven_day_opus", 0.85, 1.2), usual, "family"],
    ["another family's week", windowOf("seven_day_sonnet", 1, 2), usual, null],
    ["a minute's requests, which come back by themselves", windowOf("requests", 0.99), usual, null],
    ["what is not reported", windowOf("five_hour", null), usual, null],
  ] as const)("%s", (_, window, rule, scope) => {
    expect(nearLimit([window], "opus", rule)?.scope ?? null).toBe(scope);
  });

  test("of several, one that counts all models goes first: no other model helps there", () => {
    const windows = [windowOf("seven_day_opus", 0.97), windowOf("five_hour", 0.96)];
    expect(nearLimit(windows, "opus", usual)).toMatchObject({ scope: "all", window: { name: "five_hour" } });
  });
});

test("there is room again well below the threshold, and only when it will last", () => {
  expect(hasRoomAgain([windowOf("five_hour", 0.59, 0.9)], "all", usual)).toBe(true);
  expect(hasRoomAgain([windowOf("five_hour", 0.61, 0.9)], "all", usual)).toBe(false);
  expect(hasRoomAgain([windowOf("five_hour", 0.5, 1.1)], "all", usual)).toBe(false);
  expect(hasRoomAgain([windowOf("five_hour", 0.5)], "all", usual)).toBe(false);
  expect(hasRoomAgain([windowOf("five_hour", 0.3, 0.4), windowOf("seven_day", 0.9, 0.95)], "all", usual)).toBe(false);
  // One family's window says nothing of the account's, and nothing is nothing.
  expect(hasRoomAgain([windowOf("five_hour", 0.3, 0.4)], "opus", usual)).toBe(false);
  expect(hasRoomAgain([], "all", usual)).toBe(false);
});

test.each([50, 55, 60, 79, 80, 95])(
  "from a threshold of %i per cent on, no window is near and has room again",
  (threshold) => {
    for (const when of ["forecast", "threshold"] as const)
      for (let percent = 0; percent <= 100; percent += 1)
        for (const atReset of [0.5, 0.99, 2]) {
          const windows = [windowOf("five_hour", percent / 100, atReset)];
          const near = nearLimit(windows, "opus", { when, threshold }) !== null;
          const roomy = hasRoomAgain(windows, "all", { when, threshold });
          expect({ percent, both: near && roomy }).toEqual({ percent, both: false });
          // A little more or less changes nothing.
          if (roomy) expect(percent).toBeLessThan(threshold - 19);
        }
  },
);

test("where a forecast is not asked for, none would change anything", () => {
  const used = [null, ...Array.from({ length: 101 }, (_, percent) => percent / 100)];
  const decided = { near: 0, roomy: 0 };
  for (const utilisation of used)
    for (const rule of [usual, always, { when: "forecast", threshold: 99 } as const]) {
      const near = [0, 2].map((atReset) => nearLimit([windowOf("five_hour", utilisation, atReset)], "opus", rule));
      const roomy = [0, 2].map((atReset) => hasRoomAgain([windowOf("five_hour", utilisation, atReset)], "all", rule));
      const [window, bare] = [windowOf("five_hour", utilisation), { name: "five_hour", utilisation }];
      const changes = { near: near[0]?.scope !== near[1]?.scope, roomy: roomy[0] !== roomy[1] };
      expect({ near: isNearByForecast(bare, rule), roomy: isRoomyByForecast(bare, rule) }, `${utilisation}`).toEqual(
        changes,
      );
      if (!changes.near) expect(nearLimit([window], "opus", rule)?.scope).toBe(near[0]?.scope);
      decided.near += Number(changes.near);
      decided.roomy += Number(changes.roomy);
    }
  expect(decided).toEqual({ near: 15, roomy: 170 });
});
