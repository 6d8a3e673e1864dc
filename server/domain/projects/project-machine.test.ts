import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { VerdictOutput } from "../../contract/outputs.ts";
import { isEnded, phaseStatuses, projectStatuses, type Hold, type ProjectStatus } from "../../contract/statuses.ts";
import { transition } from "./project-machine.ts";
import { manyRequests } from "./request-budgets.fixture.ts";
import { currentPhase, type PhaseState, type ProjectState, type Signal, type SignalType } from "./project-state.ts";

const verdict = (kind: VerdictOutput["verdict"]): VerdictOutput => ({
  verdict: kind,
  reason: "because",
  instruction: kind === "refine" ? "do it" : null,
  question: kind === "escalate" ? "which?" : null,
  noCheckReason: null,
});

const quota = { reason: "quota", until: "2026-11-21T10:00:00.000Z", message: "limit" } as const;
const day = { scope: "INSTALLATION", subjectId: "", period: "DAY" } as const;
const toolBuild = { reason: "tool_build", requestId: "trq_1", name: "ear", projectId: "p" } as const;
const holds: Record<Hold["reason"], Hold> = {
  permission: { reason: "permission", askId: "ask_1" },
  question: { reason: "question", askId: "ask_1" },
  allocation: { reason: "allocation", askId: "ask_1" },
  tool_request: { reason: "tool_request", askId: "ask_1" },
  tool_build: toolBuild,
  quota,
  provider: { reason: "provider", message: "no key", fix: "enter one" },
  budget: { reason: "budget", stop: { budget: day, limitMicros: 1, spentMicros: 1, reservedMicros: 0, until: null } },
  attention: { reason: "attention", message: "declined", fix: "rephrase" },
};

const untouched = { round: 0, goRound: 0, skipReason: null } as const;
const phaseState = (id: string, status: PhaseState["status"], more: Partial<PhaseState> = {}): PhaseState => ({
  id,
  status,
  ...untouched,
  ...more,
});
const planned = [phaseState("a", "PENDING"), phaseState("b", "PENDING")];
const base = "b".repeat(40);

const signals = {
  submitted: { type: "submitted" },
  admitted: { type: "admitted" },
  imported: { type: "imported" },
  planned: { type: "planned", phases: planned },
  plan_approved: { type: "plan_approved" },
  plan_sent_back: { type: "plan_sent_back", comment: "smaller" },
  plan_revised: { type: "plan_revised", phases: planned, approved: false },
  implemented: { type: "implemented" },
  checked: { type: "checked" },
  reviewed: { type: "reviewed" },
  verdict_given: { type: "verdict_given", verdict: verdict("accept"), askId: "ask_1" },
  question_answered: { type: "question_answered", decision: "refine", text: "again" },
  committed: { type: "committed" },
  reported: { type: "reported" },
  permission_asked: { type: "permission_asked", askId: "ask_1" },
  permission_answered: { type: "permission_answered" },
  tool_requested: { type: "tool_requested", askId: "ask_1" },
  tool_decided: { type: "tool_decided" },
  tool_awaited: { type: "tool_awaited", hold: toolBuild },
  held: { type: "held", hold: quota },
  retried: { type: "retried" },
  restored: { type: "restored", instruction: null },
  phase_redone: { type: "phase_redone", phaseId: "a", restoreTo: base, text: null },
  phase_skipped: { type: "phase_skipped", phaseId: "a", restoreTo: base, reason: "not needed" },
  rolled_back: { type: "rolled_back", phaseId: "done", restoreTo: base },
  requests_raised: { type: "requests_raised" },
  paused: { type: "paused" },
  resumed: { type: "resumed" },
  cancelled: { type: "cancelled" },
  followed_up: { type: "followed_up" },
} as const satisfies { [Type in SignalType]: Extract<Signal, { type: Type }> };

interface Given {
  readonly status?: ProjectStatus;
  readonly phase?: PhaseState["status"];
  readonly round?: number;
  readonly hold?: Hold["reason"];
  readonly approvePlan?: boolean;
}
const enoughOfAll = { assignmentsUsed: 3, maxAssignments: 12, requestsLeft: manyRequests, needsRequestOf: null };
const given = ({ status = "RUNNING", phase, round = 0, hold, approvePlan = false }: Given = {}): ProjectState => ({
  status,
  heldFrom: status === "WAITING" || status === "PAUSED" ? "RUNNING" : null,
  hold: status === "WAITING" ? holds[hold ?? "quota"] : null,
  toImport: false,
  approvePlan,
  maxRefinements: 3,
  ...enoughOfAll,
  nextAskId: "ask_limit",
  planPending: false,
  phases: phase === undefined ? [] : [phaseState("a", phase, { round }), phaseState("b", "PENDING")],
});

const after = (state: ProjectState, signal: Signal) => {
  const result = transition(state, signal);
  if (!result.ok) throw new Error(result.reason);
  const effects = result.effects.map((effect) => ("operation" in effect ? effect.operation : effect.type));
  return { ...result.state, effects };
};

const steered = ["phase_redone", "phase_skipped", "rolled_back"] as const;
const interrupted = ["permission_asked", "tool_requested", "tool_awaited", "held", "paused", "cancelled"] as const;

/** Every signal that each status takes, in at least one of its shapes; all others are refused. */
const taken: Record<ProjectStatus, readonly SignalType[]> = {
  DRAFT: ["submitted", "cancelled"],
  QUEUED: ["admitted", "cancelled"],
  PLANNING: ["imported", "planned", ...interrupted],
  AWAITING_PLAN_APPROVAL: ["plan_approved", "plan_sent_back", "plan_revised", "cancelled"],
  RUNNING: [
    "implemented",
    "checked",
    "reviewed",
    "verdict_given",
    "committed",
    "plan_revised",
    "restored",
    ...steered,
    ...interrupted,
  ],
  WAITING: [
    "question_answered",
    "permission_answered",
    "tool_decided",
    "tool_awaited",
    "retried",
    "requests_raised",
    "plan_revised",
    ...steered,
    "paused",
    "cancelled",
  ],
  PAUSED: ["resumed", "plan_revised", ...steered, "cancelled"],
  REPORTING: ["reported", ...steered, ...interrupted],
  SUCCEEDED: ["followed_up"],
  FAILED: ["followed_up"],
  CANCELLED: ["followed_up"],
};

const shapes = (status: ProjectStatus): ProjectState[] =>
  phaseStatuses.flatMap((phase) =>
    Object.values(holds).flatMap(({ reason: hold }) =>
      [false, true].map((toImport) => {
        const state = given({ status, phase, hold });
        return { ...state, toImport, phases: [phaseState("done", "ACCEPTED"), ...state.phases] };
      }),
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
    const begun = after(given({ status: "PLANNING" }), signals.planned);
    expect(begun).toMatchObject({ status: "RUNNING", effects: ["IMPLEMENT"] });
  });
  test("with approval it waits for the human and holds no run", () => {
    const waiting = after(given({ status: "PLANNING", approvePlan: true }), signals.planned);
    expect(waiting).toMatchObject({ status: "AWAITING_PLAN_APPROVAL", effects: ["ask_plan_approval", "admit"] });
  });
  test("a plan that was sent back is planned anew, as a run of its own", () => {
    const back = transition(given({ status: "AWAITING_PLAN_APPROVAL", phase: "PENDING" }), signals.plan_sent_back);
    expect(back).toMatchObject({
      ok: true,
      effects: [{ type: "start_run", operation: "PLAN", input: { instruction: { from: "user", text: "smaller" } } }],
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
    const last: ProjectState = { ...given(), phases: [phaseState("a", "ACCEPTING")] };
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
    expect(result).toMatchObject({
      status: "WAITING",
      hold: { reason: "question" },
      effects: ["ask_question", "admit"],
    });
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

describe("a plan that changes between two phases", () => {
  const committing = (approvePlan: boolean, approved: boolean) => {
    const state = { ...given({ phase: "ACCEPTING", approvePlan }) };
    const revised = after(state, {
      type: "plan_revised",
      phases: [phaseState("a", "ACCEPTING"), phaseState("c", "PENDING")],
      approved,
    });
    return after(revised, signals.committed);
  };
  test("goes on with the revised phases where nobody wanted to see it", () => {
    expect(committing(false, false)).toMatchObject({
      status: "RUNNING",
      phases: [{ status: "ACCEPTED" }, { id: "c", status: "IMPLEMENTING" }],
    });
  });
  test("is put before the person who wanted to approve it, and goes on when it is approved", () => {
    const waiting = committing(true, false);
    expect(waiting).toMatchObject({ status: "AWAITING_PLAN_APPROVAL", effects: ["ask_plan_approval", "admit"] });
    expect(after(waiting, signals.plan_approved)).toMatchObject({ status: "RUNNING", effects: ["IMPLEMENT"] });
  });
  test("needs no approval where the person made it", () => {
    expect(committing(true, true).status).toBe("RUNNING");
  });
});

describe("taking phases in hand", () => {
  const three = (status: ProjectStatus = "RUNNING"): ProjectState => ({
    ...given({ status }),
    phases: [
      phaseState("a", "ACCEPTED", { round: 1 }),
      phaseState("b", "ACCEPTED"),
      phaseState("c", "EVALUATING", { round: 3 }),
      phaseState("d", "PENDING"),
    ],
  });
  const outline = (state: ProjectState) => state.phases.map(({ id, status, round }) => `${id} ${status} ${round}`);

  test("a phase at work is tried again from what is there, with refinements of its own", () => {
    const redone = after(three(), { ...signals.phase_redone, phaseId: "c", restoreTo: null, text: "shorter" });
    expect(outline(redone)).toEqual(["a ACCEPTED 1", "b ACCEPTED 0", "c IMPLEMENTING 4", "d PENDING 0"]);
    expect(redone.effects).toEqual(["take_run", "withdraw_asks", "IMPLEMENT"]);
    const evaluating = { ...redone, phases: redone.phases.map((phase) => ({ ...phase })) };
    const again = after(
      {
        ...evaluating,
        phases: evaluating.phases.map((phase) => (phase.id === "c" ? { ...phase, status: "EVALUATING" } : phase)),
      },
      { ...signals.verdict_given, verdict: verdict("refine") },
    );
    expect(again.effects).toEqual(["IMPLEMENT"]);
  });
  test("an accepted phase is done again only from its start; what came after it comes again", () => {
    expect(transition(three(), { ...signals.phase_redone, phaseId: "b", restoreTo: null }).ok).toBe(false);
    const redone = after(three(), { ...signals.phase_redone, phaseId: "b", text: "with tests" });
    expect(outline(redone)).toEqual(["a ACCEPTED 1", "b RESTORING 1", "c PENDING 4", "d PENDING 0"]);
    expect(redone.effects).toEqual(["take_run", "withdraw_asks", "RESTORE"]);
    const begun = transition(redone, { type: "restored", instruction: { from: "user", text: "with tests" } });
    expect(begun).toMatchObject({
      ok: true,
      effects: [
        {
          operation: "IMPLEMENT",
          phaseId: "b",
          round: 1,
          input: { redo: "from_start", instruction: { text: "with tests" } },
        },
      ],
    });
  });
  test("rolling back twice never uses a round twice", () => {
    const once = after(three(), { ...signals.rolled_back, phaseId: "a" });
    expect(outline(once)).toEqual(["a ACCEPTED 1", "b RESTORING 1", "c PENDING 4", "d PENDING 0"]);
    const twice = after(once, { ...signals.rolled_back, phaseId: "a" });
    expect(outline(twice)).toEqual(["a ACCEPTED 1", "b RESTORING 2", "c PENDING 4", "d PENDING 0"]);
  });
  test("the report's project can be rolled back too", () => {
    const reporting = { ...three("REPORTING"), phases: [phaseState("a", "ACCEPTED"), phaseState("b", "ACCEPTED")] };
    expect(after(reporting, { ...signals.rolled_back, phaseId: "a" })).toMatchObject({ status: "RUNNING" });
    expect(transition(reporting, { ...signals.rolled_back, phaseId: "b" })).toMatchObject({
      ok: false,
      reason: "No phase comes after this one, so there is nothing to go back from.",
    });
  });
  test("a phase to come is skipped while the other one goes on", () => {
    const skipped = after(three(), { ...signals.phase_skipped, phaseId: "d", restoreTo: null });
    expect(skipped).toMatchObject({
      status: "RUNNING",
      effects: [],
      phases: [{}, {}, { status: "EVALUATING" }, { status: "SKIPPED", skipReason: "not needed" }],
    });
  });
  test("a begun phase is skipped when its files are put back, and the next one begins", () => {
    const restoring = after(three(), { ...signals.phase_skipped, phaseId: "c" });
    expect(restoring.effects).toEqual(["take_run", "withdraw_asks", "RESTORE"]);
    expect(outline(after(restoring, signals.restored))).toEqual([
      "a ACCEPTED 1",
      "b ACCEPTED 0",
      "c SKIPPED 4",
      "d IMPLEMENTING 0",
    ]);
  });
  test("the last phase skipped, the report is written", () => {
    const last = { ...three(), phases: three().phases.slice(0, 3) };
    const restoring = after(last, { ...signals.phase_skipped, phaseId: "c" });
    expect(after(restoring, signals.restored)).toMatchObject({ status: "REPORTING", effects: ["REPORT"] });
  });
  test("a plan that waits for its answer comes first", () => {
    expect(transition(three("AWAITING_PLAN_APPROVAL"), { ...signals.phase_skipped, phaseId: "d" })).toMatchObject({
      reason: "The plan waits for your answer. Approve it, change it or send it back first.",
    });
  });
});

test("whatever signals come in whatever order, the state keeps its rules, and only a follow-up leaves an end", () => {
  const anySignal = fc.constantFrom<Signal>(
    ...Object.values(signals),
    { ...signals.verdict_given, verdict: verdict("refine") },
    { ...signals.verdict_given, verdict: verdict("escalate") },
    { ...signals.question_answered, decision: "accept" },
    { ...signals.question_answered, decision: "stop" },
    { ...signals.phase_redone, restoreTo: null },
    { ...signals.phase_redone, phaseId: "b" },
    { ...signals.phase_skipped, phaseId: "b", restoreTo: null },
    { ...signals.rolled_back, phaseId: "a" },
  );
  fc.assert(
    fc.property(fc.array(anySignal, { maxLength: 80 }), fc.nat(3), (sequence, flags) => {
      let state = { ...given({ status: "DRAFT", approvePlan: flags % 2 === 1 }), toImport: flags > 1 };
      const rounds = new Set<string>();
      for (const sent of sequence) {
        // A person's revision leaves what has begun as it is.
        const signal = sent.type === "plan_revised" ? { ...sent, phases: state.phases } : sent;
        const result = transition(state, signal);
        if (!result.ok) continue;
        expect(isEnded(state.status)).toBe(signal.type === "followed_up");
        state = result.state;
        if (signal.type === "followed_up" || signal.type === "planned") rounds.clear();
        for (const effect of result.effects) {
          if (effect.type !== "start_run" || effect.phaseId === null) continue;
          // A run's key: the same one is never asked for twice.
          const key = `${effect.phaseId} ${effect.operation} ${effect.round}`;
          expect(rounds.has(key)).toBe(false);
          rounds.add(key);
        }
        expect(state.hold !== null).toBe(state.status === "WAITING");
        expect(state.heldFrom !== null).toBe(state.status === "WAITING" || state.status === "PAUSED");
        expect(result.effects.filter(({ type }) => type === "start_run").length).toBeLessThanOrEqual(1);
        if (state.status === "SUCCEEDED") expect(currentPhase(state.phases)).toBeNull();
        for (const phase of state.phases) {
          expect(phase.round).toBeLessThanOrEqual(80);
          expect(phase.goRound).toBeLessThanOrEqual(phase.round);
          if (phase.status === "SKIPPED") expect(phase.skipReason).not.toBeNull();
        }
      }
    }),
    { numRuns: 2_000 },
  );
});
