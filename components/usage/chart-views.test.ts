import { describe, expect, it } from "vitest";
import type { UsageSums, UsageTimeline } from "#server/contract/usage-views";
import { isEmpty } from "./chart/chart-spec.ts";
import {
  basesOf,
  costView,
  errorsView,
  exactMoney,
  phasesView,
  providersView,
  restKey,
  tokensView,
  weekView,
} from "./chart-views.ts";

const sums = (over: Partial<UsageSums>): UsageSums => ({
  calls: 1,
  failed: 0,
  unpriced: 0,
  unreported: 0,
  inputUncached: 0,
  cacheRead: 0,
  cacheWrite5m: 0,
  cacheWrite1h: 0,
  output: 0,
  billedMicros: 0,
  equivalentMicros: 0,
  ...over,
});
const group = (key: string, label: string | null, scripted = false) => ({ key, label, scripted, sums: sums({}) });

const timeline: UsageTimeline = {
  slots: {
    unit: "day",
    edges: ["2026-11-26", "2026-11-27", "2026-11-28"].map((day) => new Date(`${day}T18:30:00Z`)),
  },
  groups: [group("a", "Alpha"), group("", null), group("s", "Sample", true), group("c", "Ceta")],
  shown: 3,
  points: [
    { slot: 0, group: "a", sums: sums({ calls: 4, failed: 1, billedMicros: 10, equivalentMicros: 5, output: 7 }) },
    { slot: 1, group: "a", sums: sums({ output: 1 }) },
    { slot: 1, group: null, sums: sums({ billedMicros: 3, cacheRead: 100 }) },
  ],
};

describe("views", () => {
  it("have a series a group, all others together, and the days of the time zone", () => {
    const { series, columns } = costView(timeline, { group: "phase", basis: "billed", timeZone: "Asia/Kolkata" });
    // Those without a cost are left out. The others together are no group that one can ask for.
    expect(series.map(({ unlinked = false }) => unlinked)).toEqual([false, true]);
    expect(series.map(({ key, label, values }) => [key, label, values])).toEqual([
      ["a", "Alpha", [10, 0]],
      [restKey, "1 other", [0, 3]],
    ]);
    expect(columns.map(({ label }) => label)).toEqual(["27 Nov", "28 Nov"]);
  });

  it("have one colour for each provider, whoever else has answered", () => {
    const coloursOf = (...keys: string[]) => {
      const groups = keys.map((key) => group(key, null, key === "scripted"));
      const { series } = providersView({ ...timeline, groups, shown: groups.length, points: [] }, "UTC");
      return new Map(series.map(({ key, colour }) => [key, colour]));
    };
    const all = coloursOf("scripted", "ollama", "anthropic_api", "claude_subscription");
    expect(new Set(all.values()).size).toBe(4);
    expect(all.get("ollama")).toBe("var(--chart-7)");
    for (const [key, colour] of coloursOf("anthropic_api", "ollama")) expect(colour).toBe(all.get(key));
  });

  it("have money and API-equivalent apart, each under its name", () => {
    const of = (basis: "billed" | "equivalent") => costView(timeline, { group: "phase", basis, timeZone: "UTC" });
    expect([of("billed").measure, of("equivalent").measure]).toEqual(["Billed", "API-equivalent"]);
    expect(of("equivalent").series.map(({ key, values }) => [key, values])).toEqual([["a", [5, 0]]]);
    expect(of("equivalent").series[0]?.colour).toBe(of("billed").series[0]?.colour);
    expect(basesOf(timeline)).toEqual(["billed", "equivalent"]);
    expect(basesOf({ ...timeline, points: timeline.points.slice(1) })).toEqual(["billed"]);
    expect(basesOf({ ...timeline, points: [] })).toEqual([]);
  });

  it("have what accepted phases cost in a series a basis, and none for a basis that does not occur", () => {
    const phase = (over: Partial<UsageSums>) => ({
      phaseId: "pha_1",
      title: "Beds",
      position: 0,
      projectId: "prj_1",
      projectTitle: "Garden",
      acceptedAt: new Date("2026-11-28T12:00:00Z"),
      rounds: 1,
      days: null,
      sums: sums(over),
    });
    const seriesOf = (...dearest: ReturnType<typeof phase>[]) =>
      phasesView({ dearest }).series.map(({ label, values }) => [label, values]);
    expect(seriesOf(phase({ billedMicros: 7, equivalentMicros: 2 }), phase({ billedMicros: 1 }))).toEqual([
      ["Billed", [7, 1]],
      ["API-equivalent", [2, 0]],
    ]);
    expect(seriesOf(phase({ equivalentMicros: 2 }))).toEqual([["API-equivalent", [2]]]);

    const labelsOf = (...dearest: ReturnType<typeof phase>[]) =>
      phasesView({ dearest }).columns.map(({ label, title }) => `${label} | ${title}`);
    const title = "Garden · 1 Beds (one round)";
    expect(labelsOf(phase({}), phase({}))).toEqual([`1 Beds | ${title}`, `1 Beds | ${title}`]);
    const other = { ...phase({}), projectId: "prj_2", projectTitle: "A house by the lake" };
    expect(labelsOf(phase({}), other)).toEqual([
      `Garden · 1 Beds | ${title}`,
      "A house by… · 1 Beds | A house by the lake · 1 Beds (one round)",
    ]);
  });

  it("sum the classes of tokens over all groups", () => {
    const { series } = tokensView(timeline, "UTC");
    expect(series.map(({ key, values }) => [key, values])).toEqual([
      ["output", [7, 1]],
      ["inputUncached", [0, 0]],
      ["cacheWrite5m", [0, 0]],
      ["cacheWrite1h", [0, 0]],
      ["cacheRead", [0, 100]],
    ]);
  });

  it("say round figures of tokens shortly beside the axis", () => {
    const { short } = tokensView(timeline, "UTC");
    expect([0, 350, 70_000, 7_500_000, 260_000_000, 1_250_000_000].map(short)).toEqual([
      "0",
      "350",
      "70k",
      "7.5M",
      "260M",
      "1.25B",
    ]);
  });

  it("have no error rate where there were no calls, and the line at 5 %", () => {
    const { series, threshold } = errorsView({ ...timeline, points: timeline.points.slice(0, 1) }, "UTC");
    expect(series[0]?.values).toEqual([0.25, null]);
    expect(threshold).toEqual({ value: 0.05, label: "5 %" });
  });

  it("are empty where there is nothing to draw", () => {
    expect(isEmpty(weekView([]))).toBe(true);
    const week = weekView([{ weekday: 7, hour: 23, calls: 2, tokens: 5 }]);
    expect(isEmpty(week)).toBe(false);
    expect(week.series[6]?.values[23]).toBe(2);
  });
});

describe("exactMoney", () => {
  it.each([
    [0, "$0.00"],
    [10_000, "$0.01"],
    [1_234_567_890, "$1,234.56789"],
    [1, "$0.000001"],
    [2_500_000, "$2.50"],
  ])("of %d is %s", (micros, words) => expect(exactMoney(micros)).toBe(words));
});
