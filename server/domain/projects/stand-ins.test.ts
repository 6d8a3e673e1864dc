import { expect, test } from "vitest";
import { standInWork } from "./stand-ins.ts";

const at = (seconds: number) => new Date(Date.UTC(2026, 10, 28, 12, 0, seconds));
const local = (seconds: number) => ({ at: at(seconds), toModel: "coder:30b", reason: "quota" }) as const;
const back = (seconds: number) => ({ at: at(seconds), toModel: "claude", reason: "recovered" }) as const;
const attempt = (phaseId: string | null, from: number, to: number | null) => ({
  phaseId,
  startedAt: at(from),
  endedAt: to === null ? null : at(to),
});

test("time counts from the switch to the way back, by phase, without what lies between attempts", () => {
  const attempts = [attempt("one", 0, 20), attempt("one", 25, 30), attempt("two", 30, 60), attempt(null, 60, 70)];
  expect(standInWork({ switches: [local(10), back(40)], attempts }, at(100))).toEqual([
    { phaseId: "one", models: ["coder:30b"], reasons: ["quota"], ms: 15_000, goesOn: false },
    { phaseId: "two", models: ["coder:30b"], reasons: ["quota"], ms: 10_000, goesOn: false },
  ]);
});

test("what goes on counts up to now; several switches add up, each reason once", () => {
  const switches = [local(10), back(20), { ...local(30), reason: "network" as const, toModel: "coder:9b" }];
  expect(standInWork({ switches, attempts: [attempt(null, 0, null)] }, at(35))).toEqual([
    { phaseId: null, models: ["coder:30b", "coder:9b"], reasons: ["quota", "network"], ms: 15_000, goesOn: true },
  ]);
});

test("a private project's model stands in for nobody", () => {
  const switches = [{ ...local(0), reason: "private" as const }];
  expect(standInWork({ switches, attempts: [attempt("one", 0, 10)] }, at(20))).toEqual([]);
});
