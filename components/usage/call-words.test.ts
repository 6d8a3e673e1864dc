import { expect, it } from "vitest";
import { costWords, exactCallTime } from "./call-words.ts";
import { exactMoney } from "./chart-views.ts";

it("says what one call has cost as exactly as it is asked for", () => {
  const call = { costMicros: 12_345, basis: "priced", billable: true } as const;
  expect([costWords(call), costWords(call, exactMoney)]).toEqual(["$0.01", "$0.012345"]);
  expect(costWords({ ...call, billable: false }, exactMoney)).toBe("≈ $0.012345");
});

it("says when a call ended with year and zone", () => {
  const at = new Date("2026-11-29T01:54:07Z");
  expect(exactCallTime(at, "UTC")).toBe("29 Nov 2026, 01:54:07 UTC");
  expect(exactCallTime(at, "Asia/Kolkata")).toBe("29 Nov 2026, 07:24:07 GMT+5:30");
});
