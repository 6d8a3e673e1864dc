import { expect, test } from "vitest";
import { transition } from "./project-machine.ts";
import type { ProjectState, Signal } from "./project-state.ts";
import { manyRequests } from "./request-budgets.fixture.ts";

const none = { PROJECT_MANAGER: 0, DEVELOPER: 0, QUALITY_ASSURANCE: 0 } as const;

const given = (over: Partial<ProjectState>): ProjectState => ({
  status: "RUNNING",
  heldFrom: null,
  hold: null,
  toImport: false,
  approvePlan: false,
  planPending: false,
  maxRefinements: 3,
  assignmentsUsed: 0,
  maxAssignments: 10,
  requestsLeft: manyRequests,
  needsRequestOf: null,
  nextAskId: "ask_new",
  phases: [{ id: "a", status: "CHECKING", round: 0, goRound: 0, skipReason: null }],
  ...over,
});

const after = (state: ProjectState, signal: Signal) => {
  const result = transition(state, signal);
  if (!result.ok) throw new Error(result.reason);
  return result;
};

const allocation = { reason: "allocation", askId: "ask_old" } as const;
const waiting = given({
  status: "WAITING",
  heldFrom: "RUNNING",
  hold: allocation,
  needsRequestOf: "QUALITY_ASSURANCE",
});

test("an agent without a request left is not begun: its run waits, and a person is asked", () => {
  const { state, effects } = after(given({ requestsLeft: { ...manyRequests, QUALITY_ASSURANCE: 0 } }), {
    type: "checked",
  });
  expect(state).toMatchObject({
    status: "WAITING",
    heldFrom: "RUNNING",
    hold: { reason: "allocation", askId: "ask_new" },
  });
  expect(effects).toEqual([
    expect.objectContaining({ type: "start_run", operation: "REVIEW", waits: true }),
    { type: "ask_allocation", askId: "ask_new", role: "QUALITY_ASSURANCE" },
    { type: "admit" },
  ]);
});

test("what the runner does itself needs no request, and other agents go on with theirs", () => {
  const implementing = { id: "a", status: "IMPLEMENTING", round: 0, goRound: 0, skipReason: null } as const;
  expect(after(given({ requestsLeft: none, phases: [implementing] }), { type: "implemented" }).state.status).toBe(
    "RUNNING",
  );
  expect(after(given({ requestsLeft: { ...none, QUALITY_ASSURANCE: 1 } }), { type: "checked" }).state.status).toBe(
    "RUNNING",
  );
});

test("a person's own wish begins nothing without a request either", () => {
  const phases = [{ id: "a", status: "EVALUATING", round: 0, goRound: 0, skipReason: null }] as const;
  const { state, effects } = after(given({ requestsLeft: none, phases }), {
    type: "phase_redone",
    phaseId: "a",
    restoreTo: null,
    text: null,
  });
  expect(state.hold).toEqual({ reason: "allocation", askId: "ask_new" });
  expect(effects.map(({ type }) => type)).toEqual([
    "take_run",
    "withdraw_asks",
    "start_run",
    "ask_allocation",
    "admit",
  ]);
});

test("it goes on when there are requests again, and not before", () => {
  expect(after(waiting, { type: "requests_raised" })).toMatchObject({
    state: { status: "RUNNING", hold: null },
    effects: [{ type: "withdraw_asks" }, { type: "take_run", becomes: "QUEUED" }, { type: "wake_run" }],
  });
  expect(after({ ...waiting, requestsLeft: none }, { type: "requests_raised" })).toEqual({
    ok: true,
    state: { ...waiting, requestsLeft: none },
    effects: [],
  });
  expect(transition(waiting, { type: "retried" }).ok).toBe(false);
});

test("kept paused it holds nothing, and asks again when somebody resumes it", () => {
  const { state, effects } = after({ ...waiting, requestsLeft: none }, { type: "paused" });
  expect(state).toMatchObject({ status: "PAUSED", hold: null });
  expect(effects).toEqual([{ type: "withdraw_asks" }, { type: "take_run", becomes: "QUEUED" }]);
  expect(after(state, { type: "resumed" })).toMatchObject({
    state: { status: "WAITING", heldFrom: "RUNNING", hold: { reason: "allocation", askId: "ask_new" } },
    effects: [
      { type: "take_run", becomes: "WAITING" },
      { type: "ask_allocation", role: "QUALITY_ASSURANCE" },
    ],
  });
});

test("a run that has its request is resumed without another", () => {
  const paused = given({ status: "PAUSED", heldFrom: "RUNNING", requestsLeft: none });
  expect(after(paused, { type: "resumed" }).state.status).toBe("RUNNING");
});
