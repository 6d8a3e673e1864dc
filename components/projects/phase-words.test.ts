import { describe, expect, it } from "vitest";
import { phaseWords } from "./phase-words.ts";

describe("phaseWords", () => {
  it.each([
    [{ status: "PLANNING", phasesAccepted: 0, phasesTotal: 0 }, null],
    [{ status: "AWAITING_PLAN_APPROVAL", phasesAccepted: 0, phasesTotal: 3 }, "3 phases planned"],
    [{ status: "AWAITING_PLAN_APPROVAL", phasesAccepted: 0, phasesTotal: 1 }, "1 phase planned"],
    [{ status: "RUNNING", phasesAccepted: 2, phasesTotal: 5 }, "Phase 3/5"],
    [{ status: "REPORTING", phasesAccepted: 5, phasesTotal: 5 }, "5/5 phases"],
    [{ status: "FAILED", phasesAccepted: 1, phasesTotal: 3 }, "1/3 phases"],
  ] as const)("%j", (project, words) => {
    expect(phaseWords(project)).toBe(words);
  });
});
