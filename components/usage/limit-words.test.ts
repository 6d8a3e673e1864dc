import { expect, test } from "vitest";
import type { FallbackView } from "../../server/contract/fallback.ts";
import type { AccountLimits } from "../../server/contract/rate-limits.ts";
import { driftWords, endOf, gaugeWords, isDrawn, limitLine, limitWords, markOf, usedWords } from "./limit-words.ts";

const limits = (windows: Readonly<Record<string, number | null>>): AccountLimits => ({
  provider: "claude_subscription",
  accountKind: "subscription",
  account: "subscription",
  windows: Object.entries(windows).map(([name, utilisation]) => ({
    name,
    utilisation,
    status: null,
    limit: null,
    remaining: null,
    resetsAt: null,
    hasReset: false,
    answersAgain: false,
    reportedAt: new Date(0),
  })),
});
const line = (windows: Parameters<typeof limits>[0], threshold: number | null) =>
  limitLine([limits(windows)], { account: "subscription", threshold, now: new Date(0) });

test("the foot's limits are tight from the threshold on, or from 95 % where nothing leaves Claude early", () => {
  const nothing = { words: "Limits not reported", tight: null };
  expect(line({}, 0.8)).toEqual(nothing);
  expect(line({ five_hour: null }, 0.8)).toEqual(nothing);
  for (const account of ["api_key:1111", null])
    expect(limitLine([limits({ five_hour: 1 })], { account, threshold: 0.8, now: new Date(0) })).toEqual(nothing);
  expect(line({ five_hour: 0.85, seven_day: 0.18 }, 0.8)).toEqual({
    words: "5 h 85 %, week 18 %",
    tight: "5 h nearly used up",
  });
  expect(line({ five_hour: 0.85, seven_day: 0.18 }, null).tight).toBeNull();
  expect(line({ five_hour: 0.97 }, null).tight).toBe("5 h nearly used up");
  // Nothing leaves a window of a minute early.
  expect(line({ input_tokens: 0.85 }, 0.8)).toEqual({ words: "input tokens 85 %", tight: null });
});

test("what is tight is among what the foot names", () => {
  expect(line({ five_hour: 0.1, seven_day: 0.2, seven_day_opus: 0.96 }, 0.8)).toEqual({
    words: "5 h 10 %, week 20 %, week of Opus 96 %",
    tight: "Week of Opus nearly used up",
  });
});

test("what is tight says until when it is, and when it is used up", () => {
  const now = new Date(2026, 10, 28, 13);
  const tight = (utilisation: number, resetsAt: Date) => {
    const account = limits({ five_hour: utilisation });
    const windows = account.windows.map((window) => ({ ...window, resetsAt }));
    return limitLine([{ ...account, windows }], { account: "subscription", threshold: 0.8, now }).tight;
  };
  expect(tight(0.96, new Date(2026, 10, 28, 14, 46))).toBe("5 h nearly used up, begins anew at 14:46");
  expect(tight(1, new Date(2026, 10, 28, 14, 46))).toBe("5 h used up, begins anew at 14:46");
  expect(tight(0.96, now)).toBe("5 h nearly used up");
});

test("the foot has the five hours and the week of a subscription, of a key what is used most", () => {
  expect(line({ five_hour: 0.62, seven_day: 0.18, seven_day_opus: 0.9 }, null).words).toBe("5 h 62 %, week 18 %");
  expect(line({ requests: 0.1, input_tokens: 0.5, tokens: 0.2 }, null).words).toBe("input tokens 50 %, tokens 20 %");
});

test("a limit that is reached has a name, also one that nobody knows yet", () => {
  expect([limitWords("five_hour"), limitWords("seven_day_opus"), limitWords("some_new"), limitWords(null)]).toEqual([
    "5-hour limit",
    "Weekly limit of Opus",
    "Limit “some new”",
    "Limit",
  ]);
});

test("a difference that rounds to nothing has no sign", () => {
  expect([0, 0.0004, -0.0004, 0.0005, -0.012].map(driftWords)).toEqual(["0.0 %", "0.0 %", "0.0 %", "+0.1 %", "−1.2 %"]);
});

test("of the gauges only what is drawn is explained, and only windows that work may leave have a mark", () => {
  const fallback: FallbackView = {
    mode: "auto",
    early: { when: "forecast", threshold: 80 },
    wish: null,
    local: null,
    ready: [],
    readyHere: [],
    ollama: null,
    account: "subscription",
    claudesWait: false,
    standStill: false,
    families: [],
    breakers: [],
  };
  const resetsAt = new Date(3_600_000);
  const words = (names: readonly string[], of: FallbackView | undefined) => {
    const account = limits(Object.fromEntries(names.map((name) => [name, 0.5])));
    const windows = account.windows.map((window) => ({
      ...window,
      resetsAt,
      shares: null,
      forecast: null,
      estimate: null,
    }));
    return gaugeWords([{ ...account, windows }], of);
  };
  expect(gaugeWords([], fallback)).toBe("");
  expect(words(["input_tokens"], fallback)).toBe("");
  expect(words(["five_hour"], fallback)).toMatch(/The mark stands at 80 %: .* The thin line below is its time\.$/);
  for (const other of [undefined, { ...fallback, account: "api_key:1111" }, { ...fallback, mode: "manual" } as const])
    expect(words(["five_hour"], other)).toBe(" The thin line below is its time.");
  expect(markOf({ account: "subscription", name: "five_hour" }, fallback)).toBe(0.8);
  expect(markOf({ account: "api_key:1111", name: "five_hour" }, fallback)).toBeNull();
});

test("a window that answers again after it was used up has no end any more", () => {
  const resetsAt = new Date(3_600_000);
  expect(endOf({ resetsAt, hasReset: false, answersAgain: false })).toEqual(resetsAt);
  expect(endOf({ resetsAt, hasReset: false, answersAgain: true })).toBeNull();
  expect(endOf({ resetsAt, hasReset: true, answersAgain: false })).toBeNull();
});

test("of a window without a figure its state is said in words, and nothing is drawn", () => {
  const [window] = limits({ unified: null }).windows;
  if (window === undefined) throw new Error("No window");
  const words = (part: Partial<typeof window>) =>
    usedWords({ ...window, shares: null, forecast: null, estimate: null, ...part });
  expect(words({})).toBe("not reported");
  expect((["allowed", "warning", "rejected"] as const).map((status) => words({ status }))).toEqual([
    "not used up",
    "nearly used up",
    "used up",
  ]);
  expect(isDrawn({ ...window, estimate: null })).toBe(false);
  expect(isDrawn({ utilisation: 0, estimate: null })).toBe(true);
});
