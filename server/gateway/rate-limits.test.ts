import { describe, expect, it } from "vitest";
import { readRateLimits } from "./rate-limits.ts";

const nothing = { status: null, utilisation: null, resetsAt: null, limit: null, remaining: null };
const one = (field: string, value: string): unknown => {
  const [window] = readRateLimits({ [`anthropic-ratelimit-unified-5h-${field}`]: value });
  return window;
};

describe("readRateLimits", () => {
  it("reads a key's windows", () => {
    expect(
      readRateLimits({
        "anthropic-ratelimit-input-tokens-limit": "1000000",
        "anthropic-ratelimit-input-tokens-remaining": "999000",
        "anthropic-ratelimit-input-tokens-reset": "2026-11-20T10:01:00Z",
        "anthropic-ratelimit-requests-remaining": "0",
        "content-type": "application/json",
      }),
    ).toEqual([
      {
        ...nothing,
        name: "input-tokens",
        limit: 1_000_000,
        remaining: 999_000,
        resetsAt: "2026-11-20T10:01:00.000Z",
      },
      { ...nothing, name: "requests", remaining: 0 },
    ]);
  });

  it("reads a subscription's windows and the one over all of them, and passes other words over", () => {
    expect(
      readRateLimits({
        "anthropic-ratelimit-unified-status": "allowed_warning",
        "anthropic-ratelimit-unified-reset": "1795240000",
        "anthropic-ratelimit-unified-representative-claim": "five_hour",
        "anthropic-ratelimit-unified-fallback-percentage": "0.5",
        "anthropic-ratelimit-unified-7d_opus-status": "allowed",
        "anthropic-ratelimit-unified-7d_opus-utilization": "0.42",
      }),
    ).toEqual([
      { ...nothing, name: "unified", status: "allowed_warning", resetsAt: new Date(1_795_240_000_000).toISOString() },
      { ...nothing, name: "7d_opus", status: "allowed", utilisation: 0.42 },
    ]);
  });

  it.each([
    ["0", 0],
    ["0.91", 0.91],
    ["1", 1],
    ["1.03", 1],
    ["42", 0.42],
    ["100", 1],
    ["130", 1],
    ["-1", null],
    ["NaN", null],
    ["", null],
  ])("takes a utilisation of %j for %s", (value, expected) => {
    expect(one("utilization", value)).toMatchObject({ utilisation: expected });
  });

  it.each([
    ["1795240000", new Date(1_795_240_000_000).toISOString()],
    ["1795240000000", new Date(1_795_240_000_000).toISOString()],
    ["1795240000.5", new Date(1_795_240_000_500).toISOString()],
    ["2026-11-20T10:01:00+02:00", "2026-11-20T08:01:00.000Z"],
    ["60", null],
    ["1e300", null],
    ["soon", null],
    ["", null],
  ])("takes a reset of %j for %s", (value, expected) => {
    expect(one("reset", value)).toMatchObject({ resetsAt: expected });
  });

  it("takes no fractions and no infinite numbers for counts", () => {
    expect(one("limit", "1.5")).toMatchObject({ limit: null });
    expect(one("remaining", "Infinity")).toMatchObject({ remaining: null });
  });

  it("keeps a limited number of windows", () => {
    const headers = Object.fromEntries(
      Array.from({ length: 500 }, (_, index) => [`anthropic-ratelimit-w${index}-limit`, "1"]),
    );
    expect(readRateLimits(headers).length).toBe(32);
  });
});
