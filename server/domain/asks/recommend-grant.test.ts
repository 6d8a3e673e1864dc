import { expect, test } from "vitest";
import { recommendGrant } from "./recommend-grant.ts";

test("a grant covers what is left at the pace so far, and says so", () => {
  expect(recommendGrant({ role: "DEVELOPER", phasesLeft: 3, phasesDone: 2, requestsForThem: 5 })).toEqual({
    grant: 8,
    reason: "3 phases are left, and the Developer has needed 2.5 for each so far.",
  });
});

test("before anything is finished it assumes one refinement a phase", () => {
  expect(recommendGrant({ role: "QUALITY_ASSURANCE", phasesLeft: 1, phasesDone: 0, requestsForThem: 0 })).toEqual({
    grant: 2,
    reason: "1 phase is left, and 2 are assumed for each, because none is finished yet.",
  });
});

test("the report is the Project Manager's, and the only thing left at the end", () => {
  expect(recommendGrant({ role: "PROJECT_MANAGER", phasesLeft: 0, phasesDone: 2, requestsForThem: 2 })).toEqual({
    grant: 1,
    reason: "No phases are left, with one for the report.",
  });
});

test("it is never more than a limit may be", () => {
  expect(recommendGrant({ role: "DEVELOPER", phasesLeft: 40, phasesDone: 1, requestsForThem: 90 }).grant).toBe(1_000);
});
