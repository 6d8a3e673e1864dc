import { expect, test } from "vitest";
import type { FallbackView, OpenBreakerView } from "../../server/contract/fallback.ts";
import { formatClock } from "../ui/format.ts";
import {
  activeWords,
  claudeWords,
  doesLocalWork,
  elsewhereWords,
  inTheWay,
  nobodyWords,
  ollamaWords,
  onlyLocalWords,
  standInWords,
  whyNotLocal,
  workWords,
} from "./provider-words.ts";

const until = new Date("2026-11-28T14:30:00Z");
const now = new Date("2026-11-28T13:30:00Z");
const used: OpenBreakerView = {
  modelClass: "all",
  reason: "quota",
  message: "Used up.",
  since: new Date("2026-11-28T12:00:00Z"),
  until,
  probing: false,
};
const view = (part: Partial<FallbackView>): FallbackView => ({
  mode: "auto",
  early: { when: "forecast", threshold: 80 },
  wish: null,
  local: "coder:30b",
  ready: ["coder:30b"],
  readyHere: [],
  ollama: { models: 3 },
  account: "subscription",
  claudesWait: false,
  standStill: false,
  families: ["opus", "sonnet"],
  breakers: [],
  ...part,
});

test("Claude's state says who works, and until when", () => {
  expect(claudeWords(view({}), now)).toMatchObject({ state: "ok" });
  expect(claudeWords(view({ breakers: [used] }), now)).toEqual({
    state: "stands_in",
    title: "Standing in: coder:30b",
    detail: `Claude at its limit until ${formatClock(until, now)}`,
    by: "local",
    begins: `Begins on coder:30b: Claude is at its limit until ${formatClock(until, now)}.`,
  });
  for (const part of [{ mode: "disabled" }, { mode: "manual" }, { local: null }, { wish: "claude" }] as const) {
    expect(claudeWords(view({ ...part, breakers: [used] }), now)).toEqual({
      state: "waits",
      title: `Claude at its limit until ${formatClock(until, now)}`,
      detail: "Projects that need it wait",
      by: null,
      begins: `Waits: Claude is at its limit until ${formatClock(until, now)}.`,
    });
  }
  const family = { ...used, modelClass: "opus", reason: "overloaded" } as const;
  expect(claudeWords(view({ mode: "disabled", breakers: [family] }), now).title).toBe(
    `Claude is overloaded (opus), tried again at ${formatClock(until, now)}`,
  );
  expect(claudeWords(view({ breakers: [family, used] }), now).detail).toContain("at its limit");
  // One family's limit leaves Claude's other models, and a limit that is only near leaves what is left of it.
  expect(claudeWords(view({ local: null, breakers: [{ ...used, modelClass: "opus" }] }), now)).toEqual({
    state: "stands_in",
    title: `Claude (opus) at its limit until ${formatClock(until, now)}`,
    detail: "Another of its models goes on",
    by: "claude",
    begins: `Begins with another of Claude's models where it needs opus: Claude (opus) is at its limit until ${formatClock(until, now)}.`,
  });
  const near = { ...used, reason: "near_limit" } as const;
  expect(claudeWords(view({ breakers: [near] }), now)).toMatchObject({
    state: "stands_in",
    title: "Standing in: coder:30b",
  });
  for (const part of [{ mode: "disabled" }, { local: null }, { wish: "claude" }] as const)
    expect(claudeWords(view({ ...part, breakers: [near] }), now)).toMatchObject({ state: "ok" });
  // Nor does it hide what a family has used up.
  const both = [near, { ...used, modelClass: "opus" }];
  expect(claudeWords(view({ local: null, breakers: both }), now).title).toBe(
    `Claude (opus) at its limit until ${formatClock(until, now)}`,
  );
  // Nobody has worked since its time came: it holds nobody back.
  expect(claudeWords(view({ breakers: [used] }), until)).toMatchObject({ state: "ok" });
  expect(claudeWords(view({ breakers: [{ ...used, probing: true }] }), until)).toMatchObject({ state: "stands_in" });
  expect(claudeWords(view({ wish: "local" }), now)).toMatchObject({ state: "stands_in" });
  // No limit ends this: somebody has to do something.
  expect(claudeWords(view({ wish: "local", local: null }), now)).toMatchObject({ state: "needs" });
});

test("a project that begins, and the settings, are told the same as the foot", () => {
  const begins = (part: Partial<FallbackView>) => claudeWords(view(part), now).begins;
  expect(begins({})).toBeNull();
  expect(begins({ wish: "local" })).toBe("Begins on coder:30b: an admin wants all projects worked on locally.");
  expect(begins({ wish: "local", local: null })).toMatch(/^Waits: no local model is ready/);
  const probed = { ...used, probing: true };
  expect(begins({ breakers: [probed] })).toBe(
    "Begins on coder:30b: Claude's usage limit is reached, Claude is being tried now.",
  );
  const refused = { ...used, reason: "no_account", modelClass: "sonnet" } as const;
  expect(begins({ mode: "manual", breakers: [refused] })).toMatch(
    /^Waits where it needs sonnet: no account of Claude's/,
  );
  const settings = (part: Partial<FallbackView>, active: "ollama" | "anthropic_api" = "anthropic_api") =>
    activeWords(active, view(part), now);
  expect(settings({})).toEqual({ tone: "done", words: "Your projects run on it." });
  expect(settings({ breakers: [used] })).toEqual({
    tone: "fallback",
    words: `Standing in: coder:30b. Claude at its limit until ${formatClock(until, now)}.`,
  });
  expect(settings({ mode: "disabled", breakers: [used] }).tone).toBe("neutral");
  expect(settings({ account: null }, "ollama").tone).toBe("done");
  expect(settings({ account: null, wish: "claude" }, "ollama").words).toMatch(/wait for an account of Claude's\.$/);
});

test("another of Claude's models goes on only where one that a run may go to is free", () => {
  const opus = { ...used, modelClass: "opus", until: new Date("2026-11-30T14:30:00Z") };
  const sonnet = { ...used, modelClass: "sonnet" };
  const words = (breakers: FallbackView["breakers"], part: Partial<FallbackView> = {}) =>
    claudeWords(view({ ...part, breakers }), now);
  const whole = `Claude at its limit until ${formatClock(until, now)}`;
  expect(words([opus, sonnet])).toMatchObject({
    state: "stands_in",
    title: "Standing in: coder:30b",
    detail: whole,
    by: "local",
    begins: `Begins on coder:30b: Claude is at its limit until ${formatClock(until, now)}.`,
  });
  expect(doesLocalWork(view({ breakers: [opus, sonnet] }), now)).toBe(true);
  expect(words([opus, sonnet], { local: null })).toMatchObject({ state: "waits", title: whole, by: null });
  const overloaded = { ...opus, reason: "overloaded" } as const;
  expect(words([overloaded, sonnet]).by).toBe("local");
  expect(words([overloaded, sonnet]).detail).toMatch(/\(sonnet\) at its limit/);
  expect(words([overloaded, sonnet], { local: null })).toMatchObject({ state: "waits" });
  expect(words([opus, sonnet], { families: ["opus", "sonnet", "haiku"] })).toMatchObject({ by: "claude" });
  // Nobody goes by itself: each family has its own end.
  expect(words([opus, sonnet], { mode: "manual" })).toMatchObject({
    state: "waits",
    title: `Claude (sonnet) at its limit until ${formatClock(until, now)}`,
  });
  // Claude alone is wanted, and any of its models is Claude.
  expect(words([opus], { wish: "claude" })).toMatchObject({ by: "claude" });
  expect(words([opus, sonnet], { wish: "claude" })).toMatchObject({ state: "waits", title: whole });
  // What is left of another one is used only where no local model is ready.
  const near = { ...sonnet, reason: "near_limit" } as const;
  expect(words([opus, near])).toMatchObject({ by: "local" });
  expect(words([opus, near], { local: null })).toMatchObject({ by: "claude" });
  expect(words([{ ...opus, reason: "near_limit" }, near], { local: null })).toMatchObject({ state: "ok" });
});

test("an account that only a person can mend is not said to come back by itself", () => {
  const refused = { ...used, reason: "no_account" } as const;
  for (const part of [{ mode: "disabled" }, { mode: "manual" }, { local: null }, { wish: "claude" }] as const)
    expect(claudeWords(view({ ...part, breakers: [refused] }), now)).toMatchObject({
      state: "needs",
      title: `No account of Claude's can be used, tried again at ${formatClock(until, now)}`,
      detail: "Projects that need it wait until somebody mends that",
      by: null,
    });
  expect(workWords(view({ mode: "disabled", breakers: [refused] }), now)).toMatch(/until somebody mends its account/);
  expect(claudeWords(view({ breakers: [refused] }), now)).toMatchObject({ state: "stands_in", by: "local" });
});

test("a limit that is only near is in nobody's way who has nowhere else to go", () => {
  const near = { ...used, reason: "near_limit" } as const;
  const found = (part: Partial<FallbackView>) => inTheWay(view({ breakers: [near], ...part }), now);
  expect(found({})).toEqual([near]);
  for (const part of [{ mode: "manual" }, { mode: "disabled" }, { local: null }, { wish: "claude" }] as const) {
    expect(found(part)).toEqual([]);
    expect(found({ ...part, breakers: [near, { ...used, modelClass: "opus" }] })).toMatchObject([{ reason: "quota" }]);
  }
  const family = { ...near, modelClass: "opus" };
  expect(found({ local: null, breakers: [family] })).toEqual([family]);
  expect(found({ mode: "manual", breakers: [family] })).toEqual([]);
});

test("Ollama's line counts models, and says when none is ready", () => {
  expect(ollamaWords(view({ ollama: null }))).toBeNull();
  expect(ollamaWords(view({}))).toBe("Ollama: 3 models");
  expect(ollamaWords(view({ local: null, ollama: { models: 1 } }))).toBe("Ollama: 1 model, none ready");
  expect(ollamaWords(view({ local: null, ollama: { models: 0 } }))).toBe("Ollama: no model");
});

test("a way to a local model says what is missing", () => {
  expect(whyNotLocal(undefined)).toBeNull();
  expect(whyNotLocal(view({}))).toBeNull();
  expect(whyNotLocal(view({ local: null }))).toBe("No local model is ready");
  expect(whyNotLocal(view({ local: null, ollama: { models: 0 } }))).toBe("Ollama has no model yet");
  expect(whyNotLocal(view({ local: null, ollama: null }))).toBe("No Ollama server answers");
});

test("without an account of Claude's, what does not go on locally is said beside who works", () => {
  const alone = { account: null, mode: "disabled" } as const;
  expect(onlyLocalWords(view(alone))).toEqual({ state: "ok", detail: "coder:30b", waiting: null });
  expect(onlyLocalWords(view({ ...alone, claudesWait: true }))).toEqual({
    state: "needs",
    detail: "coder:30b",
    waiting: "For new projects; Claude's own wait for an account of it",
  });
  expect(onlyLocalWords(view({ ...alone, claudesWait: true, local: null }))).toEqual({
    state: "needs",
    detail: "No local model is ready",
    waiting: "Claude's own wait for an account of it",
  });
  expect(onlyLocalWords(view({ ...alone, wish: "claude" }))).toMatchObject({ state: "needs" });
  expect(onlyLocalWords(view({ ...alone, local: null, ollama: null }))).toEqual({
    state: "needs",
    detail: "No Ollama server answers",
    waiting: null,
  });
});

test("where nobody can work, that projects wait is said before what a newcomer may do", () => {
  const nobody = { account: null, local: null, ollama: null } as const;
  const calm = { needs: false, title: "Scripted model only", detail: "Add a key to run your own" };
  expect([nobodyWords(null), nobodyWords(view(nobody))]).toEqual([calm, calm]);
  for (const part of [{ standStill: true }, { claudesWait: true }, { claudesWait: true, local: "coder:30b" }])
    expect(nobodyWords(view({ ...nobody, ...part }))).toEqual({
      needs: true,
      title: "Projects wait",
      detail: "No account of Claude's can be used",
    });
  expect(nobodyWords(view({ ...nobody, wish: "local" }))).toMatchObject({
    needs: true,
    title: "No local model is ready",
  });
  // A subscription of somebody else's, a stored key that cannot be read: a key more is not what is missing.
  for (const part of [{ account: "subscription" }, { local: "coder:30b" }])
    expect(nobodyWords(view({ ...nobody, ...part })).detail).toBe("See what your own briefs need");
});

test("the settings say who works as it is: by mode, account and what is at a limit", () => {
  const works = (part: Partial<FallbackView>) => [workWords(view(part), now), doesLocalWork(view(part), now)];
  expect(works({})).toEqual(["Claude works on projects where it can.", false]);
  expect(works({ breakers: [used] })).toEqual([
    expect.stringMatching(/^What Claude cannot work on now goes on with coder:30b\.$/),
    true,
  ]);
  const family = { ...used, modelClass: "opus" };
  expect(works({ breakers: [family] })).toEqual([expect.stringMatching(/goes on with another\.$/), false]);
  expect(works({ mode: "disabled", breakers: [used] })).toEqual(["Projects that need Claude wait for it.", false]);
  expect(works({ account: null })).toEqual([expect.stringMatching(/local models work on all projects/), true]);
  expect(works({ account: null, mode: "disabled", claudesWait: true })).toEqual([
    expect.stringMatching(/those begun with Claude wait/),
    true,
  ]);
  expect(works({ wish: "local" })).toEqual([expect.stringMatching(/^All projects are worked on by local/), true]);
  expect(works({ wish: "local", local: null, ollama: null })[0]).toMatch(
    /^All projects are to be .* No Ollama server answers, so they wait\.$/,
  );
  expect(works({ wish: "claude" })).toEqual([expect.stringMatching(/are worked on by Claude alone/), false]);
  expect(works({ wish: "claude", account: null })).toEqual([
    expect.stringMatching(/wait for an account of Claude's/),
    false,
  ]);
});

test("a local model is said to stand in for Claude only where it does", () => {
  const said = (part: Partial<FallbackView>) => standInWords("coder:30b", view(part));
  expect(said({})).toMatch(/^coder:30b stands in for Claude/);
  for (const part of [{ mode: "disabled" }, { mode: "manual" }] as const)
    expect(said(part)).toMatch(/^coder:30b is ready\. .* never in Claude's place by itself\.$/);
  expect(said({ wish: "claude" })).toMatch(/for private projects alone/);
  expect(said({ account: null, mode: "disabled" })).toMatch(/^coder:30b works where there is no account/);
  expect(standInWords(null, view({}))).toBe("None can stand in for Claude now.");
  expect(standInWords(null, view({ mode: "disabled" }))).toBe("None is ready.");
});

test("where the environment's own server does not answer, it is said that others do", () => {
  const missing = { status: "missing" } as const;
  expect(elsewhereWords(missing, view({}))).toBe("Elsewhere Ollama answers, with 3 models.");
  expect(elsewhereWords(missing, view({ ollama: { models: 0 } }))).toBe("Elsewhere Ollama answers, with no model yet.");
  expect(elsewhereWords(missing, view({ ollama: null }))).toBeNull();
  // It answers itself, and what it lacks is said.
  expect(elsewhereWords({ status: "warning" }, view({ ollama: { models: 0 } }))).toBeNull();
});
