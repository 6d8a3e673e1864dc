import { describe, expect, test } from "vitest";
import type { ProviderErrorClass } from "../../server/contract/errors.ts";
import type { Hold } from "../../server/contract/statuses.ts";
import { afterKeyWords, mayGoLocal, offersLocal, whyNobodyStandsIn } from "./may-go-local.ts";

const quota: Hold = { reason: "quota", until: "2026-11-29T22:00:00Z", message: "The window is used up." };
const failed = (cls: ProviderErrorClass): Hold => ({ reason: "provider", message: "No.", fix: "Mend it.", class: cls });
const project = {
  can: { steer: true, manage: true },
  hold: quota,
  private: false,
  provider: "anthropic_api",
  providerWish: null,
  phases: [],
} as const;
const forAll = { wish: null } as const;

describe("the way to a local model", () => {
  test.each(["authentication", "spend_limit", "overloaded", "network", "model_not_found"] as const)(
    "is offered where Claude is missing: %s",
    (cls) => expect(mayGoLocal({ ...project, hold: failed(cls) }, forAll)).toBe(true),
  );

  test.each(["no_sandbox", "not_installed", "no_local_model"] as const)(
    "is not where a local model would fail of the same: %s",
    (cls) => expect(mayGoLocal({ ...project, hold: failed(cls) }, forAll)).toBe(false),
  );

  test("is not where Claude was chosen for the phase that waits: that choice goes before the project's", () => {
    const accepted = { status: "ACCEPTED", provider: "claude" } as const;
    const current = { status: "IMPLEMENTING", provider: null } as const;
    expect(mayGoLocal({ ...project, phases: [accepted, current] }, forAll)).toBe(true);
    expect(mayGoLocal({ ...project, phases: [accepted, { ...current, provider: "claude" }] }, forAll)).toBe(false);
  });

  test("is not where a local model is who has failed: chosen for the phase, for the project, for all", () => {
    const hold = failed("overloaded");
    expect(mayGoLocal({ ...project, hold }, forAll)).toBe(true);
    const phases = [{ status: "IMPLEMENTING", provider: "local" }] as const;
    expect(mayGoLocal({ ...project, hold, phases }, forAll)).toBe(false);
    expect(mayGoLocal({ ...project, hold, providerWish: "local" }, forAll)).toBe(false);
    expect(mayGoLocal({ ...project, hold }, { wish: "local" })).toBe(false);
    // A project's own wish goes before that for all.
    expect(mayGoLocal({ ...project, hold, providerWish: "claude" }, { wish: "local" })).toBe(true);
  });

  test("is for those who may steer, and for projects that may leave the machine", () => {
    expect(mayGoLocal(project, forAll)).toBe(true);
    expect(mayGoLocal({ ...project, can: { steer: false, manage: false } }, forAll)).toBe(false);
    expect(mayGoLocal({ ...project, private: true }, forAll)).toBe(false);
    expect(mayGoLocal({ ...project, provider: "scripted" }, forAll)).toBe(false);
    expect(mayGoLocal({ ...project, provider: "ollama", hold: failed("network") }, forAll)).toBe(false);
  });
});

describe("a local model for what waits", () => {
  const there = { mode: "auto", local: "coder:30b" } as const;

  test("is offered where one is ready and people want that", () => {
    expect(offersLocal(quota, there)).toBe(true);
    expect(offersLocal(quota, { ...there, mode: "manual" })).toBe(true);
    expect(offersLocal(quota, { ...there, local: null })).toBe(false);
    expect(offersLocal(quota, undefined)).toBe(false);
  });

  test("is, in the mode that waits for Claude, where the wait has no end of its own", () => {
    expect(offersLocal(quota, { ...there, mode: "disabled" })).toBe(false);
    expect(offersLocal(failed("no_account"), { ...there, mode: "disabled" })).toBe(true);
  });
});

describe("why nobody stands in", () => {
  const own = { hold: quota, phases: [], provider: "anthropic_api", providerWish: null } as const;
  const auto = { mode: "auto", wish: null, local: "coder:30b", ollama: { models: 1 } } as const;
  const current = { status: "IMPLEMENTING", provider: "claude" } as const;
  const why = (over: object, fallback: object = {}) => whyNobodyStandsIn({ ...own, ...over }, { ...auto, ...fallback });

  test("is a choice: for the phase, the project, all projects", () => {
    expect(why({ phases: [current] })?.why).toMatch(/^Claude was chosen for this phase.*“Do it again…”/);
    expect(why({ phases: [{ ...current, status: "ACCEPTED" }] })).toBeNull();
    expect(why({ providerWish: "claude" })?.why).toMatch(/^Claude was chosen for this project/);
    expect(why({}, { wish: "claude" })).toEqual({
      why: "Claude was chosen for all projects, so no local model stands in.",
      inSettings: true,
    });
  });

  test("is the mode, by its name, and for who may decide also what is missing", () => {
    expect(why({}, { mode: "disabled", local: null })).toEqual({
      why: "The mode is “Wait for Claude”, so no local model stands in by itself.",
      inSettings: true,
    });
    expect(why({}, { mode: "manual", local: null, ollama: null })?.why).toMatch(
      /“Wait, and let me decide”.* No Ollama server answers\.$/,
    );
    // Where the wait has no end of its own, a local model is offered in the mode that waits as well.
    expect(why({ hold: failed("no_account") }, { mode: "disabled", local: null })?.why).toMatch(
      /“Wait for Claude”.* No local model is ready\.$/,
    );
  });

  test("is what is missing where one might stand in", () => {
    expect(why({}, { local: null, ollama: null })?.why).toBe("No Ollama server answers, so nobody stands in.");
    expect(why({}, { local: null })?.why).toBe("No local model is ready, so nobody stands in.");
    expect(why({})).toBeNull();
  });

  test("is not known of a sample, whose providers are played", () => {
    expect(why({ provider: "scripted" }, { mode: "disabled" })).toBeNull();
  });
});

test("a wait for an account ends by a sign-in only where a subscription is not somebody else's", () => {
  expect(afterKeyWords({ account: null })).toMatch(/sign in to Claude Code.* goes on by itself\.$/);
  expect(afterKeyWords(undefined)).toMatch(/sign in/);
  expect(afterKeyWords({ account: "subscription" })).not.toMatch(/sign in/);
  expect(afterKeyWords({ account: "subscription" })).toMatch(/goes on by itself\. .* its owner\.$/);
});
