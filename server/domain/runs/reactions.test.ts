import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { ProviderErrorClass, type ProviderError } from "../../contract/errors.ts";
import { reactTo } from "./reactions.ts";

const now = new Date("2026-11-21T12:00:00Z");
const errorOf = (cls: ProviderErrorClass, more: Partial<ProviderError> = {}): ProviderError => ({
  class: cls,
  message: "It failed.",
  httpStatus: null,
  retryAfterMs: null,
  resetsAt: null,
  ...more,
});

describe("the reaction to a failed attempt", () => {
  test.each(ProviderErrorClass.options)(
    "%s: a person is asked after a few failures in a row, never an endless loop",
    (cls) => {
      const reactions = [1, 2, 3, 4, 5, 6].map((failures) =>
        reactTo(errorOf(cls), { failures, now, random: () => 0.5, isLocal: false }),
      );
      expect(reactions.at(-1)).toMatchObject({ type: "hold" });
      const firstHold = reactions.findIndex(({ type }) => type === "hold");
      expect(reactions.slice(firstHold).every(({ type }) => type === "hold")).toBe(true);
    },
  );

  test("waits grow, are jittered, are capped, and honour a longer retry-after", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 4 }), fc.double({ min: 0, max: 1, noNaN: true }), (failures, random) => {
        const plain = reactTo(errorOf("overloaded"), { failures, now, random: () => random, isLocal: false });
        if (plain.type !== "retry") throw new Error("It gave up too early.");
        expect(plain.delayMs).toBeGreaterThanOrEqual(100 * 2 ** failures * 0.75);
        expect(plain.delayMs).toBeLessThanOrEqual(30_000 * 1.25);
        const told = reactTo(errorOf("throttled", { retryAfterMs: 90_000 }), {
          failures,
          now,
          random: () => random,
          isLocal: false,
        });
        expect(told).toEqual({ type: "retry", delayMs: 90_000 });
      }),
    );
  });

  test("a used-up window waits until its reset, whoever reported it how", () => {
    const until = "2026-11-21T14:30:00.000Z";
    const holdOf = (more: Partial<ProviderError>) =>
      reactTo(errorOf("quota", more), { failures: 1, now, random: () => 0, isLocal: false });
    expect(holdOf({ resetsAt: until })).toMatchObject({ type: "hold", hold: { reason: "quota", until } });
    expect(holdOf({ retryAfterMs: 60_000 })).toMatchObject({ hold: { until: "2026-11-21T12:01:00.000Z" } });
    expect(holdOf({})).toMatchObject({ hold: { until: "2026-11-21T12:15:00.000Z" } });
  });

  test("a wait for a provider says what it failed of: what is offered then depends on it", () => {
    const holdOf = (cls: ProviderErrorClass) =>
      reactTo(errorOf(cls), { failures: 9, now, random: () => 0, isLocal: false });
    expect(holdOf("no_sandbox")).toMatchObject({ hold: { reason: "provider", class: "no_sandbox" } });
    const waits = holdOf("no_local_model");
    expect(waits).toMatchObject({ hold: { reason: "provider", class: "no_local_model" } });
    expect(JSON.stringify(waits)).not.toMatch(/key|sign in/);
  });

  test("what a person is told to do about a local model is nothing about accounts", () => {
    const classes = [
      "throttled",
      "overloaded",
      "network",
      "timeout",
      "authentication",
      "model_not_found",
      "invalid_request",
      "malformed_response",
      "context_too_long",
    ] as const;
    for (const cls of classes) {
      const reaction = reactTo(errorOf(cls), { failures: 9, now, random: () => 0, isLocal: true });
      expect(JSON.stringify(reaction)).not.toMatch(/key|account|Claude Code|time-outs|role|provider'/);
    }
  });
});
