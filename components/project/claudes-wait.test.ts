import { expect, test } from "vitest";
import type { FallbackMode, OpenBreakerView } from "../../server/contract/fallback.ts";
import { formatAtClock, formatClock } from "../ui/format.ts";
import { askedOfClaude, claudesWaitWords } from "./claudes-wait.ts";

const now = new Date("2026-11-28T13:30:00Z");
const until = new Date("2026-11-28T14:30:00Z");
const used: OpenBreakerView = {
  modelClass: "all",
  reason: "quota",
  message: "Used up.",
  since: new Date("2026-11-28T12:00:00Z"),
  until,
  probing: false,
};
const opus = { ...used, modelClass: "opus" };
const sonnet = { ...used, modelClass: "sonnet" };
const standard = {
  byRole: {
    PROJECT_MANAGER: "claude-sonnet-5-5",
    DEVELOPER: "claude-sonnet-5-5",
    QUALITY_ASSURANCE: "claude-sonnet-5-5",
  },
  byComplexity: { complex: { DEVELOPER: "claude-haiku-5" } },
} as const;
const project = { choices: { models: { DEVELOPER: "claude-opus-5-5" }, complexity: "medium" } } as const;
const said = (
  breakers: readonly OpenBreakerView[],
  { mode = "auto", name = "" }: { mode?: FallbackMode; name?: string } = {},
) => claudesWaitWords({ mode, breakers }, askedOfClaude(project, standard, name), now);
const at = formatClock(until, now);

test("the model that is asked is the phase's own, the project's, that of its complexity, the role's", () => {
  const model = (models: object, complexity: "medium" | "complex", name = "") =>
    askedOfClaude({ choices: { models, complexity } }, standard, name).model;
  expect(model({ DEVELOPER: "claude-opus-5-5" }, "complex", " claude-opus-4 ")).toBe("claude-opus-4");
  expect(model({ DEVELOPER: "claude-opus-5-5" }, "complex")).toBe("claude-opus-5-5");
  expect(model({}, "complex")).toBe("claude-haiku-5");
  expect(model({ PROJECT_MANAGER: "claude-opus-5-5" }, "medium")).toBe("claude-sonnet-5-5");
});

test("who chooses Claude while all of it is held back reads until when", () => {
  expect(said([used])).toBe(
    `Claude is at its limit until ${at}. It is asked once all the same; where it refuses, the phase waits until then.`,
  );
  expect(said([{ ...used, probing: true }])).toBe(
    "Claude is being tried just now. Until it has answered, the phase waits.",
  );
  expect(said([{ ...used, reason: "network" }])).toMatch(/^Claude cannot be reached and would be tried again at/);
  expect(said([])).toBeNull();
  expect(said([{ ...used, reason: "near_limit" }])).toBeNull();
  expect(claudesWaitWords({ mode: "auto", breakers: [used] }, askedOfClaude(project, standard, ""), until)).toBeNull();
  expect(claudesWaitWords(undefined, undefined, now)).toBeNull();
});

test("overloaded is one family of models, in every mode, and no other model goes on for it", () => {
  for (const mode of ["auto", "manual", "disabled"] as const) {
    expect(said([{ ...opus, reason: "overloaded" }], { mode })).toBe(
      `Claude is overloaded (opus) and would be tried again ${formatAtClock(until, now)}. It is asked once all the same; where it does not answer, the phase waits.`,
    );
    // Of a family that is not asked it is no matter.
    expect(said([{ ...sonnet, reason: "overloaded" }], { mode })).toBeNull();
  }
});

test("at one family's limit another model goes on, where it may and is not held back itself", () => {
  expect(said([opus])).toBeNull();
  expect(said([{ ...opus, probing: true }])).toBeNull();
  const waits = `Claude (opus) is at its limit until ${at}. It is asked once all the same; where it refuses, the phase waits until then.`;
  expect(said([opus], { mode: "manual" })).toBe(waits);
  expect(said([opus], { mode: "disabled" })).toBe(waits);
  // Nobody stands in for the very model that a person names.
  expect(said([opus], { name: "claude-opus-5-5" })).toBe(waits);
  expect(said([opus], { name: "claude-sonnet-5-5" })).toBeNull();
  // The settings name a third family.
  expect(said([opus, { ...sonnet, reason: "overloaded" }])).toBeNull();
  const haiku = { ...sonnet, modelClass: "haiku" };
  expect(said([opus, { ...sonnet, reason: "overloaded" }, haiku])).toMatch(
    /^Claude \(opus\) is at its limit until .*, and its other models are held back, too\. .* the phase waits\.$/,
  );
  // What is only near is used by whoever has nowhere else to go.
  expect(said([opus, { ...sonnet, reason: "near_limit" }])).toBeNull();
  expect(said([opus, { ...used, reason: "network" }], { mode: "auto" })).not.toBeNull();
});

test("an account that was refused stops the project for a person", () => {
  expect(said([{ ...used, reason: "no_account" }])).toBe(
    "Claude's account was refused when it was last tried. It is asked once all the same; where it is refused again, the project stops and says what to do.",
  );
});
