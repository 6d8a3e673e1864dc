import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { BudgetMicros, readDollars } from "../../contract/budgets.ts";
import { budgetPeriods, nextPeriodStart } from "./calendar.ts";

describe("amounts", () => {
  test.each([
    ["5", 5_000_000],
    ["$2.50", 2_500_000],
    ["0.29", 290_000],
    ["1,000.10", 1_000_100_000],
    ["1000000", 1_000_000_000_000],
  ])("%s is an amount", (text, micros) => {
    expect(readDollars(text)).toEqual({ micros });
  });

  test.each([
    "",
    "-1",
    "0",
    "0.00",
    "0.001",
    "1.234",
    "NaN",
    "Infinity",
    "1e9",
    "1000001",
    "five",
    "1,00",
    "0x10",
    "١",
  ])("%j is refused with words", (text) => {
    expect(readDollars(text)).toHaveProperty("problem", expect.stringMatching(/\w{3}.*\.$/));
  });

  test.each([-1, 0, Number.NaN, Infinity, 1.5, 10_001, 1e15, "5", null])("%j is refused at the border", (value) => {
    expect(BudgetMicros.safeParse(value).success).toBe(false);
  });

  test("read as they are written", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 100_000_000 }), (cents) => {
        expect(readDollars((cents / 100).toFixed(2))).toEqual({ micros: cents * 10_000 });
      }),
    );
  });
});

describe("days and months", () => {
  test("begin where people are", () => {
    const now = new Date("2026-11-28T19:00:00Z");
    expect(budgetPeriods(now, "Asia/Kolkata").day).toEqual(new Date("2026-11-29T00:00:00Z"));
    expect(budgetPeriods(now, "America/Los_Angeles").day).toEqual(new Date("2026-11-28T00:00:00Z"));
    expect(nextPeriodStart("DAY", now, "Asia/Kolkata")).toEqual(new Date("2026-11-29T18:30:00Z"));
    expect(nextPeriodStart("MONTH", now, "UTC")).toEqual(new Date("2026-12-01T00:00:00Z"));
  });

  test("have 23 and 25 hours when the clocks change", () => {
    const berlin = "Europe/Berlin";
    expect(nextPeriodStart("DAY", new Date("2026-03-28T23:00:00Z"), berlin)).toEqual(new Date("2026-03-29T22:00:00Z"));
    expect(nextPeriodStart("DAY", new Date("2026-10-24T22:00:00Z"), berlin)).toEqual(new Date("2026-10-25T23:00:00Z"));
  });
});
