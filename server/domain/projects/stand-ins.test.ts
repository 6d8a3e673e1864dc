import { expect, test } from "vitest";
import { becauseOf, workBesidePhases } from "../../contract/fallback.ts";
import type { Operation } from "../../contract/roles.ts";
import { standInWork, type StandInAttempt } from "./stand-ins.ts";

const at = (seconds: number) => new Date(Date.UTC(2026, 10, 28, 12, 0, seconds));
const local = (attemptId: string, seconds: number) => ({ at: at(seconds), attemptId, reason: "quota" }) as const;
const attempt = (
  id: string,
  phaseId: string | null,
  from: number,
  to: number | null,
  model = "coder:30b",
): StandInAttempt => ({
  id,
  phaseId,
  operation: phaseId === null ? "PLAN" : "IMPLEMENT",
  model,
  startedAt: at(from),
  endedAt: to === null ? null : at(to),
});

test("time counts from the switch within an attempt, by phase, without what lies between attempts", () => {
  const attempts = [attempt("a", "one", 0, 20), attempt("b", "one", 25, 30), attempt("c", "two", 30, 40)];
  expect(standInWork({ switches: [local("a", 10)], attempts }, at(100))).toEqual([
    { phaseId: "one", operations: ["IMPLEMENT"], models: ["coder:30b"], reasons: ["quota"], ms: 15_000, goesOn: false },
    { phaseId: "two", operations: ["IMPLEMENT"], models: ["coder:30b"], reasons: ["quota"], ms: 10_000, goesOn: false },
  ]);
});

test("what goes on counts up to now; several switches add up, each reason once", () => {
  const switches = [local("a", 10), { ...local("b", 30), reason: "network" as const }];
  const attempts = [attempt("a", null, 0, 20), attempt("b", null, 30, null, "coder:9b")];
  expect(standInWork({ switches, attempts }, at(35))).toEqual([
    {
      phaseId: null,
      operations: ["PLAN"],
      models: ["coder:30b", "coder:9b"],
      reasons: ["quota", "network"],
      ms: 15_000,
      goesOn: true,
    },
  ]);
});

test("a local model that follows another one without a switch is named where it worked", () => {
  const attempts = [attempt("a", "one", 0, 20), attempt("b", "one", 20, 50, "coder:9b"), attempt("c", "two", 50, 60)];
  expect(standInWork({ switches: [local("a", 10)], attempts }, at(100))).toMatchObject([
    { phaseId: "one", models: ["coder:30b", "coder:9b"], ms: 40_000 },
    { phaseId: "two", models: ["coder:30b"], ms: 10_000 },
  ]);
});

test("why a project went private is no reason for what stands in after that", () => {
  const switches = [{ ...local("a", 0), reason: "private" as const }];
  expect(standInWork({ switches, attempts: [attempt("b", "one", 10, 20)] }, at(20))).toMatchObject([
    { models: ["coder:30b"], reasons: [] },
  ]);
});

test.each([
  [["PLAN"], "Plan"],
  [["REPORT"], "Report"],
  [["REPORT", "ASSESS_TOOL", "PLAN"], "Plan, advice on a tool and report"],
] as const satisfies [Operation[], string][])("outside of phases only what it did is named: %j", (done, words) => {
  const attempts = done.map((operation, index) => ({ ...attempt(`a${index}`, null, index, index + 1), operation }));
  const [work] = standInWork({ switches: [], attempts }, at(100));
  expect(work).toMatchObject({ phaseId: null, operations: done });
  expect(workBesidePhases({ operations: work?.operations ?? [] })).toBe(words);
});

test("why it went over is told as what was then: it may be over", () => {
  expect(becauseOf({ reasons: ["quota", "network"] })).toBe(
    ", because Claude's usage limit was reached; Claude could not be reached",
  );
  expect(becauseOf({ reasons: ["wish"] })).toBe(", because somebody asked for it");
  expect(becauseOf({ reasons: [] })).toBe("");
});
