import { expect, test } from "vitest";
import { pinUntil, type PinFacts } from "./pin-rule.ts";

const now = new Date("2026-11-28T12:00:00Z");
const reset = new Date("2026-11-28T14:30:00Z");
const used = (utilisation: number | null, part: Partial<PinFacts["windows"][number]> = {}) => ({
  name: "five_hour",
  utilisation,
  status: "allowed" as const,
  limit: null,
  remaining: null,
  resetsAt: reset,
  hasReset: false,
  answersAgain: false,
  reportedAt: now,
  ...part,
});
const facts = (part: Partial<PinFacts>): PinFacts => ({
  mode: "auto",
  wish: null,
  windows: [],
  breakers: [],
  atPercent: 70,
  threshold: 80,
  now,
  ...part,
});

test.each([
  ["nothing is near", { windows: [used(0.69)] }, null],
  ["a window is near", { windows: [used(0.7), used(0.1, { resetsAt: new Date("2026-12-01T00:00:00Z") })] }, reset],
  ["an earlier figure is configured", { windows: [used(0.5)], atPercent: 50 }, reset],
  ["Claude is left before that figure", { windows: [used(0.5)], threshold: 60 }, reset],
  ["a window is used up, whatever its figure", { windows: [used(null, { status: "rejected" })] }, reset],
  ["a minute's tokens are nearly used up", { windows: [used(0.9, { name: "tokens" })] }, null],
  ["Claude is away", { breakers: [reset] }, reset],
  ["a person may let it go local", { mode: "manual", breakers: [reset] }, reset],
  ["the window has ended", { windows: [used(0.9, { resetsAt: new Date(now.getTime() - 1) })] }, null],
  ["fallback is off", { mode: "disabled", windows: [used(0.9)], breakers: [reset] }, null],
  ["all wait for Claude", { wish: "claude", breakers: [reset] }, null],
  ["all work locally", { wish: "local" }, new Date("2026-11-28T12:10:00Z")],
] as const)("kept in memory or not: %s", (_, part, until) => {
  expect(pinUntil(facts(part))).toEqual(until);
});
