import { describe, expect, it } from "vitest";
import { judgeLedger } from "./health.ts";

describe("the ledger's health in words", () => {
  it.each([
    [0, "healthy", "The books balance: 200,127 calls, drift 0, 1,166 unpriced, 0 of unknown usage."],
    [2_112, "degraded", /^The books do not balance: 200,127 calls, drift 2,112, /],
  ] as const)("has figures that can be read, drift %d", (drift, status, words) => {
    const report = { calls: 200_127, corrections: 0, drift, unpriced: 1_166, unknown: 0, problems: [] };
    const { status: judged, detail } = judgeLedger({ at: new Date(), report });
    expect(judged).toBe(status);
    expect(detail).toMatch(words);
  });
});
