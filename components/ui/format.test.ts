import { describe, expect, it } from "vitest";
import {
  formatAtClock,
  formatBytes,
  formatClock,
  formatDuration,
  formatMoney,
  formatNumberOf,
  formatRelative,
  formatSoFar,
  formatTokens,
  unbroken,
} from "./format.ts";

const s = 1_000;
const min = 60 * s;
const h = 60 * min;
const d = 24 * h;

describe("formatDuration", () => {
  it.each([
    [-5, "0 ms"],
    [0, "0 ms"],
    [80, "80 ms"],
    [840, "0.8 s"],
    [999, "0.9 s"],
    [42 * s, "42 s"],
    [3 * min + 5 * s, "3 min 05 s"],
    [43 * min + 12 * s, "43 min"],
    [2 * h + 5 * min, "2 h 05 min"],
    [3 * d + 4 * h, "3 d 4 h"],
  ])("%d ms is %s", (ms, text) => {
    expect(formatDuration(ms)).toBe(text);
  });
});

it("a figure with its units stays on one line", () => {
  expect(unbroken(formatDuration(89 * s))).toBe("1\u00A0min\u00A029\u00A0s");
});

describe("formatSoFar", () => {
  it.each([
    [-4 * s, "a few seconds"],
    [0, "a few seconds"],
    [9 * s, "a few seconds"],
    [39 * s, "39 s"],
    [2 * h + 5 * min, "2 h 05 min"],
  ])("for %d ms is for %s", (ms, text) => {
    expect(formatSoFar(ms)).toBe(text);
  });
});

describe("formatClock", () => {
  it.each([
    [new Date(2026, 10, 20, 14, 30), "14:30"],
    [new Date(2026, 10, 21, 0, 5), "Sat 00:05"],
    [new Date(2026, 10, 18, 14, 30), "Wed 14:30"],
    [new Date(2026, 10, 27, 14, 30), "27 Nov 14:30"],
  ])("names the day unless it is the same", (at, text) => {
    const from = new Date(2026, 10, 20, 9, 0);
    expect(formatClock(at, from)).toBe(text);
    expect(formatAtClock(at, from)).toBe(text.startsWith("14") ? `at ${text}` : `on ${text}`);
  });
});

describe("formatRelative", () => {
  const now = new Date("2026-11-20T12:00:00Z");
  it.each([
    [0, "just now"],
    [-42 * s, "42 sec ago"],
    [-3 * min, "3 min ago"],
    [-5 * h, "5 hr ago"],
    [-d, "yesterday"],
    [12 * min, "in 12 min"],
    [-10 * d, "10 Nov 2026"],
  ])("%d ms from now is %s", (distance, text) => {
    expect(formatRelative(new Date(now.getTime() + distance), now)).toBe(text);
  });
});

describe("formatTokens", () => {
  it.each([
    [0, "0"],
    [950, "950"],
    [1_000, "1.0k"],
    [12_345, "12.3k"],
    [99_949, "99.9k"],
    [99_950, "100k"],
    [999_499, "999k"],
    [999_500, "1.00M"],
    [2_250_000, "2.25M"],
    [999_994_999, "999.99M"],
    [999_995_000, "1.00B"],
    [28_553_840_000, "28.6B"],
  ])("%d is %s", (tokens, text) => {
    expect(formatTokens(tokens)).toBe(text);
  });
});

describe("formatMoney", () => {
  it.each([
    [0, "$0.00"],
    [40, "< $0.0001"],
    [4_200, "$0.0042"],
    [10_000, "$0.01"],
    [1_274_000, "$1.27"],
    [1_234_567_890, "$1,234.57"],
  ])("%d millionths are %s", (micros, text) => {
    expect(formatMoney(micros)).toBe(text);
  });
});

describe("formatBytes", () => {
  it.each([
    [0, "0 B"],
    [512, "512 B"],
    [1_536, "1.5 KB"],
    [20 * 1_024 ** 2, "20 MB"],
    [3 * 1_024 ** 5, "3072 TB"],
  ])("%d is %s", (bytes, text) => {
    expect(formatBytes(bytes)).toBe(text);
  });
});

describe("formatNumberOf", () => {
  it("takes the noun's number from the figure", () => {
    expect([formatNumberOf(1, "phase"), formatNumberOf(1_200, "phase"), formatNumberOf(2, "query", "queries")]).toEqual(
      ["1 phase", "1,200 phases", "2 queries"],
    );
  });
});
