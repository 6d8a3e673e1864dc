import { expect, test } from "vitest";
import type { LimitStory } from "./limit-events.ts";
import { soakProblems, type SoakFigures } from "./limit-soak.ts";

const story = (part: Partial<LimitStory> = {}): LimitStory => ({
  limits: 5,
  switches: 5,
  over: 0,
  live: 2,
  switchMs: [120, 140],
  runners: 2,
  problems: [],
  ...part,
});
const soak = (part: Partial<SoakFigures> = {}): string[] =>
  soakProblems({ stories: [story(), story()], wantedLimits: 10, runners: 2, attempts: [20, 18], ...part });

test("a soak in which all was put to the test has no problem", () => {
  expect(soak()).toEqual([]);
});

test.each([
  ["the second runner did nothing", { attempts: [38] }, /^Attempts by runner: 38;/],
  ["the second runner did next to nothing", { attempts: [36, 2] }, /^Attempts by runner: 36, 2;/],
  ["each runner kept its stories", { stories: [story({ runners: 1 }), story({ runners: 1 })] }, /^Only 0 of 2 stories/],
  ["there were too few limits", { wantedLimits: 11 }, /^10 limits were met, 11 were wanted/],
  ["a limit led nowhere", { stories: [story(), story({ switches: 4 })] }, /^10 limits, but 9 switches and 0/],
  ["limits were over before", { stories: [story(), story({ switches: 3, over: 2 })] }, /^2 of 10 limits were over/],
  ["no switch was timed", { stories: [story(), story({ switchMs: [] })] }, /^4 switches of living sessions, 2 of them/],
  [
    "no living session met any",
    { stories: [0, 0].map(() => story({ live: 0, switchMs: [] })) },
    /^0 switches of living sessions/,
  ],
] as const)("it fails where %s", (_, part, problem) => {
  expect(soak(part)).toEqual([expect.stringMatching(problem)]);
});
