import type { VerdictOutput } from "../../contract/outputs.ts";
import type { Operation } from "../../contract/roles.ts";
import {
  isEnded,
  type ActiveStatus,
  type Hold,
  type PhaseStatus,
  type ProjectStatus,
} from "../../contract/statuses.ts";
import { unreachable } from "../../platform/errors.ts";
import type { RunInput } from "../runs/index.ts";

/**
 * The project's state machine: `(state, signal) → state + effects`, pure. It is the only place that decides what
 * follows. Whoever sends a signal locks the project's row, applies the returned state and effects, and commits them
 * together (apply-signal.ts); nothing here knows of time, database or jobs.
 */

export interface PhaseState {
  readonly id: string;
  readonly status: PhaseStatus;
  /** Refinements begun; 0 is the first implementation. */
  readonly round: number;
}

export interface ProjectState {
  readonly status: ProjectStatus;
  /** Set exactly while WAITING or PAUSED: the state that the hold returns to. */
  readonly heldFrom: ActiveStatus | null;
  /** Set exactly while WAITING. */
  readonly hold: Hold | null;
  readonly approvePlan: boolean;
  readonly maxRefinements: number;
  readonly planRevision: number;
  /** In the plan's order; empty before there is a plan. */
  readonly phases: readonly PhaseState[];
}

export type Signal =
  | { type: "submitted" }
  | { type: "admitted" }
  /** A plan was stored as the next revision; its phases replace the ones before. */
  | { type: "planned"; phaseIds: readonly string[] }
  | { type: "plan_approved" }
  | { type: "plan_sent_back"; comment: string }
  | { type: "implemented" }
  | { type: "checked" }
  | { type: "reviewed" }
  /** The effective verdict, after the acceptance gate. `askId` is used if it becomes a question. */
  | { type: "verdict_given"; verdict: VerdictOutput; askId: string }
  | { type: "question_answered"; decision: "accept" | "refine" | "stop"; text: string }
  | { type: "committed" }
  | { type: "reported" }
  | { type: "permission_asked"; askId: string }
  | { type: "permission_answered" }
  /** The open run cannot go on now. */
  | { type: "held"; hold: Extract<Hold, { reason: "quota" | "provider" | "attention" }> }
  /** A person, or the end of a quota window, lets the open run try again. */
  | { type: "retried" }
  | { type: "paused" }
  | { type: "resumed" }
  | { type: "cancelled" };

export type SignalType = Signal["type"];

export type Effect =
  | { type: "start_run"; operation: Operation; phaseId: string | null; round: number; input: RunInput }
  /** Put a job for the open run, which is QUEUED. */
  | { type: "wake_run" }
  /** Take the open run from whoever works on it: its processes end, its writes are refused from now on. */
  | { type: "take_run"; becomes: "QUEUED" | "WAITING" | "CANCELLED" }
  | { type: "ask_plan_approval" }
  | { type: "ask_question"; askId: string; phaseId: string; question: string; reason: string }
  | { type: "withdraw_asks" }
  /** A place is free (or wanted): let queued projects in, in their order. */
  | { type: "admit" };

export type Transition =
  | { readonly ok: true; readonly state: ProjectState; readonly effects: readonly Effect[] }
  /** The signal means nothing in this state. Late and doubled signals end here and change nothing. */
  | { readonly ok: false; readonly reason: string };

const to = (state: ProjectState, effects: readonly Effect[] = []): Transition => ({ ok: true, state, effects });
const refused = (state: ProjectState, signal: Signal): Transition => ({
  ok: false,
  reason: `A project that is ${state.status} cannot take "${signal.type}".`,
});

/** The phase that is at work: the first that is not accepted. Null when all are. */
export const currentPhase = (phases: readonly PhaseState[]): PhaseState | null =>
  phases.find((phase) => phase.status !== "ACCEPTED") ?? null;

const withPhase = (state: ProjectState, id: string, change: Partial<Omit<PhaseState, "id">>): ProjectState => ({
  ...state,
  phases: state.phases.map((phase) => (phase.id === id ? { ...phase, ...change } : phase)),
});

const free = (state: ProjectState, status: ProjectStatus): ProjectState => ({
  ...state,
  status,
  heldFrom: null,
  hold: null,
});

const startPhase = (
  state: ProjectState,
  phase: PhaseState,
  round: number,
  instruction: RunInput["instruction"],
): Transition =>
  to(withPhase(free(state, "RUNNING"), phase.id, { status: "IMPLEMENTING", round }), [
    { type: "start_run", operation: "IMPLEMENT", phaseId: phase.id, round, input: { instruction } },
  ]);

const nextPhaseOrReport = (state: ProjectState): Transition => {
  const next = currentPhase(state.phases);
  return next === null
    ? to(free(state, "REPORTING"), [
        { type: "start_run", operation: "REPORT", phaseId: null, round: 0, input: { instruction: null } },
      ])
    : startPhase(state, next, 0, null);
};

/** Moves the current phase on by one step: from the status it must have to the next, with the run that does it. */
const step = (
  state: ProjectState,
  signal: Signal,
  from: PhaseStatus,
  next: PhaseStatus,
  operation: Operation,
): Transition => {
  const phase = currentPhase(state.phases);
  if (state.status !== "RUNNING" || phase?.status !== from) return refused(state, signal);
  return to(withPhase(state, phase.id, { status: next }), [
    { type: "start_run", operation, phaseId: phase.id, round: phase.round, input: { instruction: null } },
  ]);
};

const escalate = (
  state: ProjectState,
  phase: PhaseState,
  askId: string,
  question: string,
  reason: string,
): Transition =>
  to(
    withPhase({ ...state, status: "WAITING", heldFrom: "RUNNING", hold: { reason: "question", askId } }, phase.id, {
      status: "ESCALATED",
    }),
    [{ type: "ask_question", askId, phaseId: phase.id, question, reason }],
  );

const acceptPhase = (state: ProjectState, phase: PhaseState): Transition =>
  to(withPhase(free(state, "RUNNING"), phase.id, { status: "ACCEPTING" }), [
    { type: "start_run", operation: "ACCEPT", phaseId: phase.id, round: phase.round, input: { instruction: null } },
  ]);

const judge = (state: ProjectState, signal: Extract<Signal, { type: "verdict_given" }>): Transition => {
  const phase = currentPhase(state.phases);
  if (state.status !== "RUNNING" || phase?.status !== "EVALUATING") return refused(state, signal);
  const { verdict, askId } = signal;
  switch (verdict.verdict) {
    case "accept":
      return acceptPhase(state, phase);
    case "refine":
      return phase.round < state.maxRefinements
        ? startPhase(state, phase, phase.round + 1, {
            from: "project_manager",
            text: verdict.instruction ?? verdict.reason,
          })
        : escalate(
            state,
            phase,
            askId,
            `The phase was refined ${phase.round} times and is still not accepted. How should it go on?`,
            verdict.reason,
          );
    case "escalate":
      return escalate(state, phase, askId, verdict.question ?? verdict.reason, verdict.reason);
    default:
      return unreachable(verdict.verdict);
  }
};

const answerQuestion = (state: ProjectState, signal: Extract<Signal, { type: "question_answered" }>): Transition => {
  const phase = currentPhase(state.phases);
  if (state.status !== "WAITING" || phase?.status !== "ESCALATED") return refused(state, signal);
  switch (signal.decision) {
    case "accept":
      return acceptPhase(state, phase);
    case "refine":
      return startPhase(state, phase, phase.round + 1, { from: "user", text: signal.text });
    case "stop":
      return to(withPhase(free(state, "FAILED"), phase.id, { status: "STOPPED" }), [{ type: "admit" }]);
    default:
      return unreachable(signal.decision);
  }
};

/** The states with an open run that works by itself; only they can be paused or held. */
const working = (status: ProjectStatus): status is "PLANNING" | "RUNNING" | "REPORTING" =>
  status === "PLANNING" || status === "RUNNING" || status === "REPORTING";

/** See the file's head. Total: every signal has an answer in every state. */
export const transition = (state: ProjectState, signal: Signal): Transition => {
  const { status } = state;
  switch (signal.type) {
    case "submitted":
      return status === "DRAFT" ? to(free(state, "QUEUED"), [{ type: "admit" }]) : refused(state, signal);

    case "admitted":
      return status === "QUEUED"
        ? to(free(state, "PLANNING"), [
            { type: "start_run", operation: "PLAN", phaseId: null, round: 0, input: { instruction: null } },
          ])
        : refused(state, signal);

    case "planned": {
      if (status !== "PLANNING") return refused(state, signal);
      const phases = signal.phaseIds.map((id): PhaseState => ({ id, status: "PENDING", round: 0 }));
      const planned = { ...state, phases, planRevision: state.planRevision + 1 };
      return state.approvePlan
        ? to(free(planned, "AWAITING_PLAN_APPROVAL"), [{ type: "ask_plan_approval" }])
        : nextPhaseOrReport(planned);
    }

    case "plan_approved":
      return status === "AWAITING_PLAN_APPROVAL" ? nextPhaseOrReport(state) : refused(state, signal);

    case "plan_sent_back":
      return status === "AWAITING_PLAN_APPROVAL"
        ? to(free(state, "PLANNING"), [
            {
              type: "start_run",
              operation: "PLAN",
              phaseId: null,
              round: state.planRevision,
              input: { instruction: { from: "user", text: signal.comment } },
            },
          ])
        : refused(state, signal);

    case "implemented":
      return step(state, signal, "IMPLEMENTING", "CHECKING", "CHECK");
    case "checked":
      return step(state, signal, "CHECKING", "REVIEWING", "REVIEW");
    case "reviewed":
      return step(state, signal, "REVIEWING", "EVALUATING", "EVALUATE");
    case "verdict_given":
      return judge(state, signal);
    case "question_answered":
      return answerQuestion(state, signal);

    case "committed": {
      const phase = currentPhase(state.phases);
      return status === "RUNNING" && phase?.status === "ACCEPTING"
        ? nextPhaseOrReport(withPhase(state, phase.id, { status: "ACCEPTED" }))
        : refused(state, signal);
    }

    case "reported":
      return status === "REPORTING" ? to(free(state, "SUCCEEDED"), [{ type: "admit" }]) : refused(state, signal);

    case "permission_asked":
      return working(status)
        ? to({ ...state, status: "WAITING", heldFrom: status, hold: { reason: "permission", askId: signal.askId } }, [
            { type: "take_run", becomes: "WAITING" },
          ])
        : refused(state, signal);

    case "permission_answered":
      return status === "WAITING" && state.hold?.reason === "permission" ? goOn(state) : refused(state, signal);

    case "held":
      return working(status)
        ? to({ ...state, status: "WAITING", heldFrom: status, hold: signal.hold }, [
            { type: "take_run", becomes: "WAITING" },
          ])
        : refused(state, signal);

    case "retried":
      return status === "WAITING" && state.hold !== null && !needsAnswer(state.hold)
        ? goOn(state)
        : refused(state, signal);

    case "paused":
      if (working(status)) {
        return to({ ...state, status: "PAUSED", heldFrom: status, hold: null }, [
          { type: "take_run", becomes: "QUEUED" },
        ]);
      }
      // A wait that would end by itself can be paused too; one that waits for an answer already stands still.
      return status === "WAITING" && state.hold !== null && !needsAnswer(state.hold)
        ? to({ ...state, status: "PAUSED", hold: null }, [{ type: "take_run", becomes: "QUEUED" }])
        : refused(state, signal);

    case "resumed":
      return status === "PAUSED" ? goOn(state) : refused(state, signal);

    case "cancelled": {
      if (isEnded(status)) return refused(state, signal);
      const phase = currentPhase(state.phases);
      const stopped = phase === null ? state : withPhase(state, phase.id, { status: "STOPPED" });
      return to(free(stopped, "CANCELLED"), [
        { type: "take_run", becomes: "CANCELLED" },
        { type: "withdraw_asks" },
        { type: "admit" },
      ]);
    }

    default:
      return unreachable(signal);
  }
};

const needsAnswer = (hold: Hold): boolean => hold.reason === "permission" || hold.reason === "question";

const goOn = (state: ProjectState): Transition =>
  state.heldFrom === null
    ? { ok: false, reason: `A project that is ${state.status} has nothing to return to.` }
    : to(free(state, state.heldFrom), [{ type: "take_run", becomes: "QUEUED" }, { type: "wake_run" }]);
