import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { TimeZone, UsagePeriod } from "../../contract/usage-query.ts";
import { createTestDatabase, type TestDatabase } from "../../testing/database.ts";
import { nextPeriodStart } from "../budgets/calendar.ts";
import { slotsOf } from "./period-slots.ts";

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.close());

const slots = (period: UsagePeriod, timeZone: string, now = "2026-11-28T20:00:00Z") =>
  slotsOf(database, { period, timeZone, now: new Date(now) });
const hoursOf = (edges: readonly Date[]): number[] =>
  edges.slice(1).map((edge, index) => (edge.getTime() - (edges[index]?.getTime() ?? 0)) / 3_600_000);
const only = (day: string): UsagePeriod => ({ from: day, to: day });

describe("slotsOf", () => {
  it("begins days where the time zone does, half hours included", async () => {
    const { from, to, edges } = await slots({ from: "2026-11-27", to: "2026-11-30" }, "Asia/Kolkata");
    expect([from.toISOString(), to.toISOString()]).toEqual(["2026-11-26T18:30:00.000Z", "2026-11-30T18:30:00.000Z"]);
    expect(hoursOf(edges)).toEqual([24, 24, 24, 24]);
    expect((await slots(only("2026-11-27"), "Asia/Kathmandu")).from.toISOString()).toBe("2026-11-26T18:15:00.000Z");
  });

  it("knows which day today is there", async () => {
    // 20:00 UTC is 01:30 of the next day in Kolkata, and noon of the same in Los Angeles.
    expect((await slots({ preset: "today" }, "Asia/Kolkata")).from.toISOString()).toBe("2026-11-28T18:30:00.000Z");
    expect((await slots({ preset: "today" }, "America/Los_Angeles")).from.toISOString()).toBe(
      "2026-11-28T08:00:00.000Z",
    );
    const { from, to, edges } = await slots({ preset: "30d" }, "UTC");
    expect([from.toISOString(), to.toISOString()]).toEqual(["2026-10-30T00:00:00.000Z", "2026-11-29T00:00:00.000Z"]);
    expect(edges).toHaveLength(31);
  });

  it.each([
    ["Europe/Berlin", "2026-03-29", 23, "2026-03-28T23:00:00.000Z"],
    ["Europe/Berlin", "2026-10-25", 25, "2026-10-24T22:00:00.000Z"],
    ["America/New_York", "2026-11-01", 25, "2026-11-01T04:00:00.000Z"],
    // Half an hour only.
    ["Australia/Lord_Howe", "2026-10-04", 23.5, "2026-10-03T13:30:00.000Z"],
    // The clock is put forward at midnight: the day begins at one o'clock.
    ["Africa/Cairo", "2026-04-24", 23, "2026-04-23T22:00:00.000Z"],
    ["America/Santiago", "2026-09-06", 23, "2026-09-06T04:00:00.000Z"],
    // It is put back at one o'clock: this day has two midnights, and begins with the first.
    ["Atlantic/Azores", "2026-10-25", 25, "2026-10-25T00:00:00.000Z"],
    ["America/Havana", "2026-11-01", 25, "2026-11-01T04:00:00.000Z"],
    // It is put back at midnight: the day before has its last hour twice, and this day begins after the second.
    ["Africa/Cairo", "2026-10-29", 25, "2026-10-28T21:00:00.000Z"],
    ["Africa/Cairo", "2026-10-30", 24, "2026-10-29T22:00:00.000Z"],
    ["America/Santiago", "2026-04-05", 24, "2026-04-05T04:00:00.000Z"],
  ])("has %s's %s last %d hours", async (timeZone, day, hours, begins) => {
    const { from, to, unit, edges } = await slots(only(day), timeZone);
    expect([from.toISOString(), (to.getTime() - from.getTime()) / 3_600_000]).toEqual([begins, hours]);
    expect(unit).toBe("hour");
    expect(edges).toHaveLength(Math.ceil(hours) + 1);
    expect(Math.max(...hoursOf(edges))).toBe(1);
    // Budgets, which count by moments, begin the day at the same one.
    expect(nextPeriodStart("DAY", new Date(from.getTime() - 1), timeZone)).toEqual(from);
    expect(nextPeriodStart("DAY", from, timeZone)).toEqual(to);
  });

  it("has days of 23 and 25 hours among the others", async () => {
    const { edges } = await slots({ from: "2026-03-27", to: "2026-03-30" }, "Europe/Berlin");
    expect(hoursOf(edges)).toEqual([24, 24, 23, 24]);
  });

  it("has such days begin as early among the others, and as weeks and months", async () => {
    const { edges } = await slots({ from: "2026-10-30", to: "2026-11-02" }, "America/Havana");
    expect(hoursOf(edges)).toEqual([24, 24, 25, 24]);
    const months = await slots({ from: "2024-11-01", to: "2026-11-30" }, "America/Havana");
    expect(months.edges.map((edge) => edge.toISOString())).toContain("2026-11-01T04:00:00.000Z");
  });

  it("has weeks and months for longer periods, the first and the last cut where the period is", async () => {
    const weeks = await slots({ from: "2026-01-01", to: "2026-06-30" }, "Asia/Kolkata");
    expect(weeks.unit).toBe("week");
    expect(weeks.edges.slice(0, 2).map((edge) => edge.toISOString())).toEqual([
      "2025-12-31T18:30:00.000Z",
      "2026-01-04T18:30:00.000Z",
    ]);
    expect(weeks.to.toISOString()).toBe("2026-06-30T18:30:00.000Z");
    const months = await slots({ from: "2024-01-15", to: "2026-06-30" }, "UTC");
    expect([months.unit, months.edges.length]).toEqual(["month", 31]);
  });
});

describe("a period", () => {
  it.each([
    { from: "2026-11-28", to: "2026-11-27" },
    { from: "2020-01-01", to: "2026-01-01" },
    { from: "1970-01-01", to: "1970-01-02" },
    { from: "2026-02-30", to: "2026-03-01" },
    { from: "x", to: "y" },
    { preset: "100y" },
    {},
  ])("is not %j", (period) => {
    expect(UsagePeriod.safeParse(period).success).toBe(false);
  });
});

describe("a time zone", () => {
  it.each(["Europe/Berlin", "UTC", "Etc/GMT+5", "America/Argentina/Buenos_Aires"])("is %s", async (name) => {
    expect(TimeZone.parse(name)).toBe(name);
    await expect(slots({ preset: "today" }, name)).resolves.toMatchObject({ unit: "hour" });
  });

  // In PostgreSQL +05:30 lies west of Greenwich.
  it.each(["+05:30", "-3", "Mars/Phobos", "", "Europe/Berlin'; --", "UTC+05:30"])("is not %j", (name) => {
    expect(TimeZone.safeParse(name).success).toBe(false);
  });
});
