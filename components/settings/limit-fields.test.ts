import { expect, it } from "vitest";
import { UpdateLimitsInput, type LimitsView } from "#server/contract/limits";
import { limitsInput, limitsText, secondsWords } from "./limit-fields.ts";
import { findSection, firstSection, sectionGroups, sectionHref } from "./sections.ts";

const limits: LimitsView = {
  activeProjects: { own: null, standard: 8, origin: { from: "product" } },
  turnsPerRun: { own: 60, standard: 200, origin: { from: "product" } },
  refinementsPerPhase: { own: 0, standard: 3, origin: { from: "product" } },
  managerRequests: { own: null, standard: 75, origin: { from: "product" } },
  developerRequests: { own: null, standard: 100, origin: { from: "product" } },
  qaRequests: { own: null, standard: 50, origin: { from: "product" } },
  toolDeveloperPercent: { own: null, standard: 70, origin: { from: "product" } },
  runIdleSeconds: { own: null, standard: 600, origin: { from: "product" } },
  runTotalSeconds: { own: null, standard: 7_200, origin: { from: "product" } },
  checkSeconds: { own: null, standard: 300, origin: { from: "product" } },
  permissionSeconds: { own: null, standard: 604_800, origin: { from: "product" } },
  keepProcessSeconds: { own: null, standard: 15, origin: { from: "product" } },
};

it("what is set stands in the form, and comes out of it as it went in", () => {
  expect(limitsText(limits)).toMatchObject({ activeProjects: "", turnsPerRun: "60", refinementsPerPhase: "0" });
  expect(limitsInput(limitsText(limits))).toMatchObject({
    activeProjects: null,
    turnsPerRun: 60,
    refinementsPerPhase: 0,
  });
  expect(UpdateLimitsInput.safeParse(limitsInput(limitsText(limits))).success).toBe(true);
});

it.each(["many", "-", "1e9", "6 0", "1_0", "Infinity"])("%j is no number of turns", (turnsPerRun) => {
  const input = limitsInput({ ...limitsText(null), turnsPerRun });
  expect(UpdateLimitsInput.safeParse(input).success).toBe(false);
});

it("a long time is said as people say it", () => {
  expect(secondsWords("", 7_200)).toBe("7,200 s is 2 h.");
  expect(secondsWords(" 82,800 ", 600)).toBe("82,800 s is 23 h.");
  expect(secondsWords("3661", 600)).toBe("3,661 s is 1 h 1 min 1 s.");
  expect(secondsWords("45", 600)).toBe("");
  expect(secondsWords("soon", 600)).toBe("");
});

it("each section has one address, and those for admins are seen by admins", () => {
  expect(findSection("network")).toBe("network");
  expect(findSection("constructor")).toBeNull();
  expect(sectionHref(firstSection)).toBe("/settings");
  const ids = (isAdmin: boolean) => sectionGroups(isAdmin).flatMap((group) => group.ids);
  expect(ids(true).filter((id) => !ids(false).includes(id))).toEqual(["budgets", "alerts", "people", "disk"]);
});
