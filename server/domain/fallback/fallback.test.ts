import { describe, expect, test } from "vitest";
import fc from "fast-check";
import { ProviderErrorClass, type ProviderError } from "../../contract/errors.ts";
import { tripFor } from "./breaker-rules.ts";
import { decideRoute, type RouteFacts } from "./decide-route.ts";

const now = new Date("2026-11-28T12:00:00Z");
const later = new Date("2026-11-28T14:30:00Z");
const open = {
  state: "open",
  scope: "all",
  reason: "quota",
  message: "Used up.",
  until: later,
  tried: false,
  due: false,
} as const;
const facts = (part: Partial<RouteFacts> = {}): RouteFacts => ({
  claude: true,
  local: true,
  mode: "auto",
  wish: null,
  private: false,
  breaker: { state: "closed" },
  now,
  claudes: false,
  ...part,
});

describe("who carries out an assignment", () => {
  test.each([
    ["Claude, when nothing is in the way", {}, { to: "claude", probe: false, wanted: false }],
    ["a local model at a limit, until it ends", { breaker: open }, { to: "local", why: "quota", until: later }],
    ["nobody at a limit where a person decides", { breaker: open, mode: "manual" }, { to: "wait", until: later }],
    ["nobody at a limit where it is off", { breaker: open, mode: "disabled" }, { to: "wait", until: later }],
    ["nobody at a limit without a local model", { breaker: open, local: false }, { to: "wait", until: later }],
    ["nobody at a limit when Claude is wished for", { breaker: open, wish: "claude" }, { to: "wait", until: later }],
    [
      "Claude again, as a try, when the limit is over",
      { breaker: { ...open, until: now } },
      { to: "claude", probe: true },
    ],
    ["Claude by a wish, when nothing is in the way", { wish: "claude" }, { to: "claude", wanted: true }],
    ["a local model by a wish", { wish: "local" }, { to: "local", why: "wish" }],
    ["nobody by a wish that cannot be met", { wish: "local", local: false }, { to: "nobody", because: "wish" }],
    ["a local model, privately", { private: true, wish: "claude" }, { to: "local", why: "private" }],
    ["nobody, privately, without one here", { private: true, local: false }, { to: "nobody", because: "private" }],
    ["a local model where there is no Claude", { claude: false }, { to: "local", why: null }],
    ["nobody where there is neither", { claude: false, local: false }, { to: "nobody", because: "no_account" }],
    ["local where there never was an account", { claude: false, mode: "disabled" }, { to: "local", why: null }],
    ["local where its account has gone", { claude: false, claudes: true }, { to: "local", why: "no_account" }],
    [
      "nobody where its account has gone, and local models do not take Claude's place",
      { claude: false, claudes: true, mode: "manual" },
      { to: "nobody", because: "no_account" },
    ],
  ] as const)("%s", (_, part, expected) => {
    expect(decideRoute(facts(part))).toMatchObject(expected);
  });

  test("a private project never goes to Claude, whatever is said", () => {
    fc.assert(
      fc.property(
        fc.boolean(),
        fc.boolean(),
        fc.constantFrom("auto", "manual", "disabled" as const),
        fc.constantFrom("claude", "local", null),
        fc.constantFrom({ state: "closed" } as const, open, { ...open, until: now }),
        (claude, local, mode, wish, breaker) => {
          const route = decideRoute({ claude, local, mode, wish, breaker, private: true, claudes: true, now });
          expect(route.to).not.toBe("claude");
        },
      ),
    );
  });
});

const errorOf = (cls: ProviderErrorClass, part: Partial<ProviderError> = {}): ProviderError => ({
  class: cls,
  message: "It failed.",
  httpStatus: null,
  retryAfterMs: null,
  resetsAt: null,
  ...part,
});
const trip = (cls: ProviderErrorClass, part: Partial<ProviderError> = {}, failures = 1, opened = 0) =>
  tripFor(errorOf(cls, part), { failures, opened, now, random: () => 0.5 });
const minutes = (until: Date | undefined): number => ((until?.getTime() ?? 0) - now.getTime()) / 60_000;

describe("what opens a breaker", () => {
  test("a used-up window, at once, until a little after its end", () => {
    const found = trip("quota", { resetsAt: later.toISOString() });
    expect(found).toMatchObject({ reason: "quota", scope: "all" });
    expect(minutes(found?.until)).toBe(151);
    expect(minutes(trip("quota")?.until)).toBe(16);
  });

  test("a service that is overloaded or away, from the second time on, with tries further and further apart", () => {
    for (const cls of ["overloaded", "network", "timeout"] as const) {
      expect(trip(cls)).toBeNull();
      expect([0, 1, 2, 3, 4, 9].map((opened) => minutes(trip(cls, {}, 2, opened)?.until))).toEqual([
        5, 10, 20, 40, 60, 60,
      ]);
    }
  });

  test("whatever says to one that tries that it is not over, with tries further and further apart", () => {
    for (const cls of ["throttled", "overloaded", "network", "timeout"] as const) {
      const until = [0, 1, 2, 9].map((opened) =>
        minutes(tripFor(errorOf(cls), { failures: 1, opened, tries: true, now, random: () => 0.5 })?.until),
      );
      expect(until).toEqual([5, 10, 20, 60]);
    }
    const asked = errorOf("throttled", { retryAfterMs: 600_000 });
    expect(minutes(tripFor(asked, { failures: 1, opened: 0, tries: true, now, random: () => 0.5 })?.until)).toBe(10);
  });

  test("a pause that is too long to wait for; one that fits is waited for", () => {
    expect(trip("throttled", { retryAfterMs: 2_000 })).toBeNull();
    expect(minutes(trip("throttled", { retryAfterMs: 600_000 })?.until)).toBe(10);
    expect(trip("overloaded", { retryAfterMs: 2_000 })).toBeNull();
    expect(minutes(trip("overloaded", { retryAfterMs: 600_000 })?.until)).toBe(10);
    expect(minutes(trip("overloaded", { retryAfterMs: 90_000 })?.until)).toBe(5);
  });

  test("nothing that another model would not mend", () => {
    const opening = ProviderErrorClass.options.filter((cls) => trip(cls, {}, 5) !== null);
    expect(opening.toSorted()).toEqual(["network", "overloaded", "quota", "throttled", "timeout"]);
  });

  test("never the words of an answer", () => {
    const message = "429 rate limit exceeded: You've hit your 5-hour limit";
    expect(trip("malformed_response", { message }, 9)).toBeNull();
    expect(trip("refused", { message }, 9)).toBeNull();
  });
});
