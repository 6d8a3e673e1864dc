import { expect, test } from "vitest";
import type { SwitchReason } from "../../server/contract/fallback.ts";
import { mayComeBack, mayWishLocal, whyNotBack, wishedWords } from "./wish-words.ts";

const phase = (provider: "claude" | "local" | null) => ({ status: "IMPLEMENTING", provider }) as const;
const standsIn = (reason: SwitchReason) => ({
  providerWish: null,
  standIn: { model: "coder:30b", reason, until: null },
});
const there = { account: "subscription", wish: null } as const;

test("who was chosen for the phase at work does it, whatever is chosen for the project", () => {
  for (const provider of [null, "local"] as const)
    expect(wishedWords([phase(provider)], "local").title).toMatch(/local model from the next turn on$/);
  for (const provider of [null, "claude"] as const)
    expect(wishedWords([phase(provider)], null).title).toBe("Claude is asked from the next turn on");
  expect(wishedWords([phase("claude")], "local")).toEqual({
    title: "It goes on with a local model after this phase",
    detail: "Claude was chosen for this one. “Do it again…” in the phase's menu changes that.",
  });
  expect(wishedWords([phase("local")], null).title).toBe("Claude is asked after this phase");
  // What is closed decides nothing any more.
  expect(wishedWords([{ ...phase("local"), status: "ACCEPTED" }], null).detail).toBeNull();
  expect(wishedWords([], "local").detail).toBeNull();
});

test("going local is a choice unless it is made already; a project's own goes before that for all", () => {
  expect(mayWishLocal({ providerWish: null }, there)).toBe(true);
  expect(mayWishLocal({ providerWish: "local" }, there)).toBe(false);
  expect(mayWishLocal({ providerWish: null }, { wish: "local" })).toBe(false);
  expect(mayWishLocal({ providerWish: "claude" }, { wish: "local" })).toBe(true);
});

test("the way back is offered from an own wish and from a stand-in, also for an account that was refused", () => {
  expect(mayComeBack({ providerWish: "local", standIn: null }, there)).toBe(true);
  expect(mayComeBack({ providerWish: null, standIn: null }, there)).toBe(false);
  for (const reason of ["quota", "overloaded", "network", "near_limit", "no_account"] as const)
    expect(mayComeBack(standsIn(reason), there)).toBe(true);
  expect(mayComeBack(standsIn("wish"), there)).toBe(false);
  expect(mayComeBack(standsIn("no_account"), { account: null })).toBe(false);
  expect(mayComeBack(standsIn("no_account"), undefined)).toBe(false);
});

test("where something else keeps it local, the menu says what", () => {
  expect(whyNotBack(there)).toBeNull();
  expect(whyNotBack(undefined)).toBeNull();
  expect(whyNotBack({ ...there, wish: "local" })).toBe("All projects are worked on locally");
  expect(whyNotBack({ account: null, wish: null })).toBe("There is no account of Claude's");
});
