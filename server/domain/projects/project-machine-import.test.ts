import { expect, test } from "vitest";
import { transition } from "./project-machine.ts";
import { manyRequests } from "./request-budgets.fixture.ts";
import type { ProjectState, Signal } from "./project-state.ts";

const queued: ProjectState = {
  status: "QUEUED",
  heldFrom: null,
  hold: null,
  toImport: true,
  approvePlan: false,
  planPending: false,
  maxRefinements: 3,
  assignmentsUsed: 0,
  maxAssignments: 10,
  requestsLeft: manyRequests,
  needsRequestOf: null,
  nextAskId: "ask_limit",
  phases: [],
};

const after = (state: ProjectState, signal: Signal) => {
  const result = transition(state, signal);
  if (!result.ok) throw new Error(result.reason);
  return {
    state: result.state,
    runs: result.effects.flatMap((effect) => ("operation" in effect ? effect.operation : [])),
  };
};

test("what a project starts from is brought in before anything is planned, once", () => {
  const importing = after(queued, { type: "admitted" });
  expect(importing).toMatchObject({ state: { status: "PLANNING", toImport: true }, runs: ["IMPORT"] });
  expect(transition(importing.state, { type: "planned", phases: [] }).ok).toBe(false);
  const planning = after(importing.state, { type: "imported" });
  expect(planning).toMatchObject({ state: { status: "PLANNING", toImport: false }, runs: ["PLAN"] });
  expect(transition(planning.state, { type: "imported" }).ok).toBe(false);
});

test("an import that cannot be done waits, and is tried again when somebody says so", () => {
  const { state } = after(queued, { type: "admitted" });
  const held = after(state, { type: "held", hold: { reason: "attention", message: "no answer", fix: "retry" } });
  expect(held.state).toMatchObject({ status: "WAITING", heldFrom: "PLANNING", toImport: true });
  expect(after(held.state, { type: "retried" })).toMatchObject({
    state: { status: "PLANNING", toImport: true },
    runs: [],
  });
});
