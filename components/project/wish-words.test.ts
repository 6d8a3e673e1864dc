import { expect, test } from "vitest";
import type { SwitchReason } from "../../server/contract/fallback.ts";
import { localWishLabel, mayComeBack, mayWishLocal, whyNotBack, wishedWords, wishForClaude } from "./wish-words.ts";

const at = (...phases: { status: "IMPLEMENTING" | "ACCEPTED"; provider: "claude" | "local" | null }[]) => ({
  phases,
  standIn: null,
});
const phase = (provider: "claude" | "local" | null) => ({ status: "IMPLEMENTING", provider }) as const;
const standsIn = (reason: SwitchReason) => ({
  providerWish: null,
  standIn: { model: "coder:30b", reason, until: null },
});
const there = { account: "subscription", wish: null } as const;

test("who was chosen for the phase at work does it, whatever is chosen for the project", () => {
  for (const provider of [null, "local"] as const)
    expect(wishedWords(at(phase(provider)), "local").title).toMatch(/local model from the next turn on$/);
  for (const provider of [null, "claude"] as const)
    expect(wishedWords(at(phase(provider)), null).title).toBe("Claude is asked from the next turn on");
  expect(wishedWords(at(phase("claude")), "local")).toEqual({
    title: "It goes on with a local model after this phase",
    detail: "Claude was chosen for this one. “Do it again…” in the phase's menu changes that.",
  });
  expect(wishedWords(at(phase("local")), null).title).toBe("Claude is asked after this phase");
  // What is closed decides nothing any more.
  expect(wishedWords(at({ ...phase("local"), status: "ACCEPTED" }), null).detail).toBeNull();
  expect(wishedWords(at(), "local").detail).toBeNull();
  expect(wishedWords({ ...at(phase(null)), ...standsIn("quota") }, "local").title).toBe("It stays with a local model");
});

test("going local is a choice unless it is made already; a project's own goes before that for all", () => {
  expect(mayWishLocal({ providerWish: null }, there)).toBe(true);
  expect(mayWishLocal({ providerWish: "local" }, there)).toBe(false);
  expect(mayWishLocal({ providerWish: null }, { wish: "local" })).toBe(false);
  expect(mayWishLocal({ providerWish: "claude" }, { wish: "local" })).toBe(true);
  expect(localWishLabel({ standIn: null })).toBe("Go local now");
  expect(localWishLabel(standsIn("quota"))).toBe("Stay local");
});

test("the way back is offered from an own wish and from a stand-in, also for an account that was refused", () => {
  expect(mayComeBack({ providerWish: "local", standIn: null }, there)).toBe(true);
  expect(mayComeBack({ providerWish: null, standIn: null }, there)).toBe(false);
  for (const reason of ["quota", "overloaded", "network", "near_limit", "no_account"] as const)
    expect(mayComeBack(standsIn(reason), there)).toBe(true);
  expect(mayComeBack(standsIn("wish"), there)).toBe(false);
  expect(mayComeBack(standsIn("no_account"), { account: null, wish: null })).toBe(false);
  expect(mayComeBack(standsIn("no_account"), undefined)).toBe(false);
});

test("one project is sent back to Claude although all are to be local: by its own choice, which goes before", () => {
  const all = { ...there, wish: "local" } as const;
  expect(mayComeBack(standsIn("wish"), all)).toBe(true);
  expect(mayComeBack({ providerWish: "local", standIn: null }, all)).toBe(true);
  expect(mayComeBack({ ...standsIn("wish"), providerWish: "claude" }, all)).toBe(false);
  expect(wishForClaude(all)).toBe("claude");
  expect(wishForClaude(there)).toBeNull();
  expect(wishForClaude(undefined)).toBeNull();
});

test("where there is no account to come back to, the menu says so", () => {
  const own = { provider: "anthropic_api" } as const;
  expect(whyNotBack(own, there)).toBeNull();
  expect(whyNotBack(own, undefined)).toBeNull();
  expect(whyNotBack(own, { account: null })).toBe("There is no account of Claude's");
  // A sample's Claude is played.
  expect(whyNotBack({ provider: "scripted" }, { account: null })).toBeNull();
});
