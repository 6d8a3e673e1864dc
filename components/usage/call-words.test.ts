import { expect, it } from "vitest";
import { costWords, exactCallTime, uncostedWords } from "./call-words.ts";
import { exactMoney } from "./chart-views.ts";

it("says what one call has cost as exactly as it is asked for", () => {
  const call = { costMicros: 12_345, basis: "priced", billable: true } as const;
  expect([costWords(call), costWords(call, exactMoney)]).toEqual(["$0.01", "$0.012345"]);
  expect(costWords({ ...call, billable: false }, exactMoney)).toBe("≈ $0.012345");
});

it("says of how many calls the cost is not known, and why", () => {
  const counts = [
    [0, 0],
    [1, 0],
    [0, 2],
    [1, 1_200],
  ] as const;
  expect(counts.map(([unpriced, unreported]) => uncostedWords({ unpriced, unreported }))).toEqual([
    "Every call has its price and its whole usage",
    "1 unpriced: in no sum",
    "2 not fully reported: missing in sums, or with too little",
    "1 unpriced, 1,200 not fully reported: missing in sums, or with too little",
  ]);
});

it("says when a call ended with year and zone", () => {
  const at = new Date("2026-11-29T01:54:07Z");
  expect(exactCallTime(at, "UTC")).toBe("29 Nov 2026, 01:54:07 UTC");
  expect(exactCallTime(at, "Asia/Kolkata")).toBe("29 Nov 2026, 07:24:07 GMT+5:30");
});
