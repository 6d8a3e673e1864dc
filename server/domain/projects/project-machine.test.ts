import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { VerdictOutput } from "../../contract/outputs.ts";
import { isEnded, projectStatuses, type Hold, type ProjectStatus } from "../../contract/statuses.ts";
import {
  currentPhase,
  transition,
  type PhaseState,
  type ProjectState,
  type Signal,
  type SignalType,
} from "./project-machine.ts";

const verdict = (kind: VerdictOutput["verdict"]): VerdictOutput => ({
  verdict: kind,
  reason: "because",
  instruction: kind === "refine" ? "do it" : null,
  question: kind === "escalate" ? "which?" : null,
  noCheckReason: null,
});

const quota = { reason: "quota", until: "2026-11-21T10:00:00.000Z", message: "limit" } as const;
const holds: Record<Hold["reason"], Hold> = {
  permission: { reason: "permission", askId: "ask_1" },
  question: { reason: "question", askId: "ask_1" },
  quota,
  provider: { reason: "provider", message: "no key", fix: "enter one" },
  attention: { reason: "attention", message: "declined", fix: "rephrase" },
};

const signals = {
  submitted: { type: "submitted" },
  admitted: { type: "admitted" },
  planned: { type: "planned", phaseIds: ["a", "b"] },
  plan_approved: { type: "plan_approved" },
  plan_sent_back: { type: "plan_sent_back", comment: "smaller" },
  implemented: { type: "implemented" },
  checked: { type: "checked" },
  reviewed: { type: "reviewed" },
  verdict_given: { type: "verdict_given", verdict: verdict("accept"), askId: "ask_1" },
  question_answered: { type: "question_answered", decision: "refine", text: "again" },
  committed: { type: "committed" },
  reported: { type: "reported" },
  permission_asked: { type: "permission_asked", askId: "ask_1" },
  permission_answered: { type: "permission_answered" },
  held: { type: "held", hold: quota },
  retried: { type: "retried" },
  paused: { type: "paused" },
  resumed: { type: "resumed" },
  cancelled: { type: "cancelled" },
} as const satisfies { [Type in SignalType]: Extract<Signal, { type: Type }> };

interface Given {
  readonly status?: ProjectStatus;
  readonly phase?: PhaseState["status"];
  readonly round?: number;
  readonly hold?: Hold["reason"];
  readonly approvePlan?: boolean;
}
const given = ({ status = "RUNNING", phase, round = 0, hold, approvePlan = false }: Given = {}): ProjectState => ({
  status,
  heldFrom: status === "WAITING" || status === "PAUSED" ? "RUNNING" : null,
  hold: status === "WAITING" ? holds[hold ?? "quota"] : null,
  approvePlan,
  maxRefinements: 3,
  planRevision: phase === undefined ? 0 : 1,
  phases:
    phase === undefined
      ? []
      : [
          { id: "a", status: phase, round },
          { id: "b", status: "PENDING", round: 0 },
        ],
});

const after = (state: ProjectState, signal: Signal) => {
  const result = transition(state, signal);
  if (!result.ok) throw new Error(result.reason);
  return {
    ...result.state,
    effects: result.effects.map((effect) => ("operation" in effect ? effect.operation : effect.type)),
  };
};

/** Every signal that each status takes, in at least one of its shapes; all others are refused. */
const taken: Record<ProjectStatus, readonly SignalType[]> = {
  DRAFT: ["submitted", "cancelled"],
  QUEUED: ["admitted", "cancelled"],
  PLANNING: ["planned", "permission_asked", "held", "paused", "cancelled"],
  AWAITING_PLAN_APPROVAL: ["plan_approved", "plan_sent_back", "cancelled"],
  RUNNING: [
    "implemented",
    "checked",
    "reviewed",
    "verdict_given",
    "committed",
    "permission_asked",
    "held",
    "paused",
    "cancelled",
  ],
  WAITING: ["question_answered", "permission_answered", "retried", "paused", "cancelled"],
  PAUSED: ["resumed", "cancelled"],
  REPORTING: ["reported", "permission_asked", "held", "paused", "cancelled"],
  SUCCEEDED: [],
  FAILED: [],
  CANCELLED: [],
};

const shapes = (status: ProjectStatus): ProjectState[] =>
  (["PENDING", "IMPLEMENTING", "CHECKING", "REVIEWING", "EVALUATING", "ESCALATED", "ACCEPTING"] as const).flatMap(
    (phase) =>
      (["permission", "question", "quota", "provider", "attention"] as const).map((hold) =>
        given({ status, phase, hold }),
      ),
  );

describe("the transition table", () => {
  for (const status of projectStatuses) {
    for (const [type, signal] of Object.entries(signals)) {
      const expected = taken[status].some((name) => name === type);
      test(`${status} ${expected ? "takes" : "refuses"} ${type}`, () => {
        expect(shapes(status).some((state) => transition(state, signal).ok)).toBe(expected);
      });
    }
  }
});

describe("a project's way", () => {
  test("without approval the first phase begins as soon as there is a plan", () => {
    expect(after(given({ status: "PLANNING" }), signals.planned)).toMatchObject({
      status: "RUNNING",
      effects: ["IMPLEMENT"],
    });
  });
  test("with approval it waits for the human and holds no run", () => {
    expect(after(given({ status: "PLANNING", approvePlan: true }), signals.planned)).toMatchObject({
      status: "AWAITING_PLAN_APPROVAL",
      effects: ["ask_plan_approval"],
    });
  });
  test("a plan that was sent back is planned anew, as a run of its own", () => {
    const back = transition(given({ status: "AWAITING_PLAN_APPROVAL", phase: "PENDING" }), signals.plan_sent_back);
    expect(back).toMatchObject({
      ok: true,
      effects: [
        { type: "start_run", operation: "PLAN", round: 1, input: { instruction: { from: "user", text: "smaller" } } },
      ],
    });
  });
  test.each([
    ["IMPLEMENTING", signals.implemented, "CHECKING", "CHECK"],
    ["CHECKING", signals.checked, "REVIEWING", "REVIEW"],
    ["REVIEWING", signals.reviewed, "EVALUATING", "EVALUATE"],
    ["EVALUATING", signals.verdict_given, "ACCEPTING", "ACCEPT"],
  ] as const)("%s goes on to %s", (from, signal, to, operation) => {
    const result = after(given({ phase: from }), signal);
    expect(result.phases[0]?.status).toBe(to);
    expect(result.effects).toEqual([operation]);
  });
  test("an accepted phase is followed by the next, the last one by the report", () => {
    expect(after(given({ phase: "ACCEPTING" }), signals.committed).effects).toEqual(["IMPLEMENT"]);
    const last: ProjectState = { ...given(), phases: [{ id: "a", status: "ACCEPTING", round: 0 }] };
    expect(after(last, signals.committed)).toMatchObject({ status: "REPORTING", effects: ["REPORT"] });
  });
  test("a refinement is the next round with the PM's instruction", () => {
    const result = transition(given({ phase: "EVALUATING" }), { ...signals.verdict_given, verdict: verdict("refine") });
    expect(result).toMatchObject({
      ok: true,
      state: { phases: [{ status: "IMPLEMENTING", round: 1 }, {}] },
      effects: [
        { operation: "IMPLEMENT", round: 1, input: { instruction: { from: "project_manager", text: "do it" } } },
      ],
    });
  });
  test("after the last refinement the human is asked", () => {
    const result = after(given({ phase: "EVALUATING", round: 3 }), {
      ...signals.verdict_given,
      verdict: verdict("refine"),
    });
    expect(result).toMatchObject({ status: "WAITING", hold: { reason: "question" }, effects: ["ask_question"] });
  });
  test("a wait for an answer cannot be paused or retried, a wait for a window can", () => {
    expect(transition(given({ status: "WAITING", phase: "ESCALATED", hold: "question" }), signals.paused).ok).toBe(
      false,
    );
    expect(
      transition(given({ status: "WAITING", phase: "IMPLEMENTING", hold: "permission" }), signals.retried).ok,
    ).toBe(false);
    expect(after(given({ status: "WAITING", phase: "IMPLEMENTING", hold: "quota" }), signals.paused).status).toBe(
      "PAUSED",
    );
  });
  test("resuming returns to where it was and wakes the run", () => {
    expect(after(given({ status: "PAUSED", phase: "CHECKING" }), signals.resumed)).toMatchObject({
      status: "RUNNING",
      heldFrom: null,
      effects: ["take_run", "wake_run"],
    });
  });
});

test("whatever signals come in whatever order, the state keeps its rules and an end is final", () => {
  const anySignal = fc.constantFrom<Signal>(
    ...Object.values(signals),
    { ...signals.verdict_given, verdict: verdict("refine") },
    { ...signals.verdict_given, verdict: verdict("escalate") },
    { ...signals.question_answered, decision: "accept" },
    { ...signals.question_answered, decision: "stop" },
  );
  fc.assert(
    fc.property(fc.array(anySignal, { maxLength: 80 }), fc.boolean(), (sequence, approvePlan) => {
      let state = given({ status: "DRAFT", approvePlan });
      for (const signal of sequence) {
        const result = transition(state, signal);
        if (!result.ok) continue;
        expect(isEnded(state.status)).toBe(false);
        state = result.state;
        expect(state.hold !== null).toBe(state.status === "WAITING");
        expect(state.heldFrom !== null).toBe(state.status === "WAITING" || state.status === "PAUSED");
        expect(result.effects.filter(({ type }) => type === "start_run").length).toBeLessThanOrEqual(1);
        if (state.status === "SUCCEEDED") expect(currentPhase(state.phases)).toBeNull();
        for (const phase of state.phases) expect(phase.round).toBeLessThanOrEqual(80);
      }
    }),
    { numRuns: 2_000 },
  );
});
