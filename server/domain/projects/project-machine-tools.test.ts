import { describe, expect, test } from "vitest";
import type { VerdictOutput } from "../../contract/outputs.ts";
import { transition } from "./project-machine.ts";
import type { PhaseState, ProjectState, Signal } from "./project-state.ts";

// What the machine does about tools: waiting for one that is being built, and building one to a plan of our own.

const phase = (id: string, status: PhaseState["status"], round = 0): PhaseState => ({
  id,
  status,
  round,
  goRound: 0,
  skipReason: null,
});

const state = (more: Partial<ProjectState>): ProjectState => ({
  status: "RUNNING",
  heldFrom: null,
  hold: null,
  toImport: false,
  approvePlan: false,
  planPending: false,
  maxRefinements: 1,
  assignmentsUsed: 1,
  maxAssignments: 7,
  requestsLeft: { PROJECT_MANAGER: 9, DEVELOPER: 9, QUALITY_ASSURANCE: 9 },
  needsRequestOf: null,
  nextAskId: "ask_next",
  phases: [],
  ...more,
});

const send = (from: ProjectState, signal: Signal) => {
  const result = transition(from, signal);
  if (!result.ok) throw new Error(result.reason);
  const { state: next, effects } = result;
  return { ...next, effects: effects.map((effect) => ("operation" in effect ? effect.operation : effect.type)) };
};

const hold = { reason: "tool_build", requestId: "trq_1", name: "ear", projectId: "prj_2" } as const;
const implementing = [phase("a", "IMPLEMENTING")];

test("a decision about a tool lets the run that waited for it go on, and nothing else does", () => {
  const waiting = state({
    status: "WAITING",
    heldFrom: "RUNNING",
    hold: { reason: "tool_request", askId: "ask_1" },
    phases: implementing,
  });
  expect(send(waiting, { type: "tool_decided" })).toMatchObject({
    status: "RUNNING",
    hold: null,
    effects: ["take_run", "wake_run"],
  });
  for (const type of ["retried", "paused"] as const) expect(transition(waiting, { type }).ok).toBe(false);
});

describe("waiting for a tool that is being built", () => {
  test("begins with its approval, and ends with whatever there is to tell", () => {
    const asked = state({
      status: "WAITING",
      heldFrom: "RUNNING",
      hold: { reason: "tool_request", askId: "ask_1" },
      phases: implementing,
    });
    const waiting = send(asked, { type: "tool_awaited", hold });
    expect(waiting).toMatchObject({ status: "WAITING", heldFrom: "RUNNING", hold, effects: [] });
    expect(send(waiting, { type: "tool_decided" })).toMatchObject({
      status: "RUNNING",
      hold: null,
      effects: ["take_run", "wake_run"],
    });
  });

  test("can be paused; whoever resumes asks again, and waits again", () => {
    const waiting = state({ status: "WAITING", heldFrom: "RUNNING", hold, phases: implementing });
    const paused = send(waiting, { type: "paused" });
    expect(paused).toMatchObject({ status: "PAUSED", hold: null });
    const resumed = send(paused, { type: "resumed" });
    expect(send(resumed, { type: "tool_awaited", hold })).toMatchObject({
      status: "WAITING",
      hold,
      effects: ["take_run", "admit"],
    });
  });

  test("is not shortened by trying again", () => {
    const waiting = state({ status: "WAITING", heldFrom: "RUNNING", hold, phases: implementing });
    expect(transition(waiting, { type: "retried" }).ok).toBe(false);
  });
});

const verdict = (word: VerdictOutput["verdict"]): VerdictOutput => ({
  verdict: word,
  reason: "because",
  instruction: "do it",
  question: null,
  noCheckReason: null,
});
const gate = (word: VerdictOutput["verdict"]) =>
  ({ type: "checked", gate: { verdict: verdict(word), askId: "ask_gate" } }) as const;

describe("a plan of our own", () => {
  test("is carried out at once: nobody plans", () => {
    const queued = state({ status: "QUEUED", assignmentsUsed: 0, phases: [phase("a", "PENDING")] });
    expect(send(queued, { type: "admitted" })).toMatchObject({ status: "RUNNING", effects: ["IMPLEMENT"] });
  });

  test("has phases that the gate accepts by itself", () => {
    const checking = state({ phases: [phase("a", "CHECKING"), phase("b", "PENDING")] });
    expect(send(checking, gate("accept"))).toMatchObject({ effects: ["ACCEPT"] });
    expect(send(checking, { type: "checked" })).toMatchObject({ effects: ["REVIEW"] });
  });

  test("has phases that the gate sends back, until a person is asked", () => {
    const checking = (round: number) => state({ phases: [phase("a", "CHECKING", round)] });
    expect(send(checking(0), gate("refine"))).toMatchObject({ effects: ["IMPLEMENT"] });
    expect(send(checking(1), gate("refine"))).toMatchObject({
      status: "WAITING",
      hold: { reason: "question", askId: "ask_gate" },
    });
  });
});
