import { describe, expect, test } from "vitest";
import { hasClaude, redoOptions } from "./redo-options.ts";

const own = { private: false, provider: "anthropic_api", providerWish: null, standIn: null } as const;
const there = {
  account: "api_key:1234",
  mode: "auto",
  wish: null,
  ready: ["coder:30b"],
  readyHere: [] as string[],
} as const;
const none = { ready: [] } as const;
const ways = (over: object = {}, fallback: object = {}, chosen: "claude" | "local" | null = null) => {
  const found = redoOptions({ ...own, ...over }, { ...there, ...fallback }, { chosen, waits: null });
  return {
    ...found,
    values: found.options.map(({ value }) => value),
    asProject: found.options[0]?.description,
    claude: found.options.find(({ value }) => value === "claude")?.description,
  };
};
const byLocal = "The first local model that is ready, now coder:30b.";

describe("as the rest of the project", () => {
  test("is Claude, or who stands in for it now", () => {
    expect(ways()).toMatchObject({
      localAnyway: false,
      asProject: "With what its settings and limits say at the time.",
    });
    expect(ways({ standIn: { model: "coder:30b" } }).asProject).toBe("Now that is coder:30b, in Claude's place.");
  });

  test.each([
    ["a wish for the project", { providerWish: "local" }, {}],
    ["a wish for all", {}, { wish: "local" }],
    ["a missing account", {}, { account: null }],
    ["no account from the beginning, in whatever mode", { provider: "ollama" }, { account: null, mode: "disabled" }],
  ])("is a local model, by %s", (_, over, fallback) =>
    expect(ways(over, fallback)).toMatchObject({ localAnyway: true, asProject: byLocal }),
  );

  test("is a local model on this machine where it is private", () => {
    expect(ways({ private: true }, { readyHere: ["small:8b"] })).toMatchObject({
      localAnyway: true,
      values: ["project", "local"],
      asProject: "The first local model that is ready on this machine, now small:8b.",
    });
  });

  test("waits for an account where local models may not take Claude's place; a project's wish goes first", () => {
    for (const [over, fallback] of [
      [{}, { account: null, mode: "manual" }],
      [{}, { account: null, wish: "claude" }],
      [{ providerWish: "claude" }, { account: null, wish: "local" }],
    ] as const)
      expect(ways(over, fallback)).toMatchObject({
        localAnyway: false,
        asProject: "It waits for an account of Claude's.",
      });
    expect(ways({ providerWish: "claude" }, { wish: "local" }).localAnyway).toBe(false);
  });
});

describe("who can be chosen", () => {
  test("is Claude where there is an account of it", () => {
    expect(ways().values).toEqual(["project", "claude", "local"]);
    expect(ways({}, { account: null }).values).toEqual(["project", "local"]);
    // What was chosen before is shown, with why it cannot be.
    expect(ways({}, { account: null }, "claude").claude).toBe(
      "There is no account of Claude's, so it cannot do it now.",
    );
    expect(redoOptions(own, undefined, { chosen: null, waits: null }).options).toHaveLength(2);
  });

  test("is both in a sample, whose providers are played", () => {
    expect(hasClaude({ provider: "scripted" }, { account: null })).toBe(true);
    expect(ways({ provider: "scripted" }, { account: null, ...none })).toMatchObject({
      values: ["project", "claude", "local"],
      missing: null,
      localAnyway: false,
    });
  });

  test("is told with what it would wait for", () => {
    const { options } = redoOptions(own, there, { chosen: null, waits: "Claude is overloaded." });
    expect(options[1]?.description).toBe("Never a local model in its place. Claude is overloaded.");
  });
});

test("that no local model is ready is said by who may do it", () => {
  expect(ways().missing).toBeNull();
  expect(ways({}, none).missing).toBe("A local model could do it, too, but none is ready.");
  for (const [over, fallback] of [
    [{ providerWish: "local" }, none],
    [{}, { ...none, wish: "local" }],
  ] as const)
    expect(ways(over, fallback).missing).toBe(
      "As the rest of the project, only a local model may do it, and none is ready.",
    );
  for (const over of [{}, { providerWish: "local" }, { providerWish: "claude" }])
    expect(ways(over, { ...none, account: null }).missing).toBe(
      "There is no account of Claude's, and no local model is ready.",
    );
  expect(ways({ private: true }, { account: null }).missing).toBe(
    "Only a local model on this machine may do it, and none is ready.",
  );
});
