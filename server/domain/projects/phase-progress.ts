import type { VerdictOutput } from "../../contract/outputs.ts";
import type { Operation } from "../../contract/roles.ts";
import type { PhaseStatus } from "../../contract/statuses.ts";
import { unreachable } from "../../platform/errors.ts";
import {
  assignmentGrant,
  atLimit,
  currentPhase,
  free,
  limitWords,
  nextPhaseOrReport,
  plainInput,
  refused,
  startRound,
  to,
  withPhase,
  type PhaseState,
  type ProjectState,
  type Signal,
  type Transition,
} from "./project-state.ts";

/** The part of the state machine that carries a phase from its implementation to its acceptance. Pure. */

/** Moves the current phase on by one step: from the status it must have to the next, with the run that does it. */
export const step = (
  state: ProjectState,
  signal: Signal,
  from: PhaseStatus,
  next: PhaseStatus,
  operation: Operation,
): Transition => {
  const phase = currentPhase(state.phases);
  if (state.status !== "RUNNING" || phase?.status !== from) return refused(state, signal);
  return to(withPhase(state, phase.id, { status: next }), [
    { type: "start_run", operation, phaseId: phase.id, round: phase.round, input: plainInput },
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
    [{ type: "ask_question", askId, phaseId: phase.id, options: "phase", question, reason }],
  );

const acceptPhase = (state: ProjectState, phase: PhaseState): Transition =>
  to(withPhase(free(state, "RUNNING"), phase.id, { status: "ACCEPTING" }), [
    { type: "start_run", operation: "ACCEPT", phaseId: phase.id, round: phase.round, input: plainInput },
  ]);

/** How often the present go of a phase has been refined. */
export const refinementsOf = ({ round, goRound }: Pick<PhaseState, "round" | "goRound">): number => round - goRound;

/** A verdict on the current phase takes effect: the PM's, or of a phase that nobody reviews the gate's. */
export const judge = (
  state: ProjectState,
  signal: Signal,
  from: PhaseStatus,
  { verdict, askId }: { readonly verdict: VerdictOutput; readonly askId: string },
): Transition => {
  const phase = currentPhase(state.phases);
  if (state.status !== "RUNNING" || phase?.status !== from) return refused(state, signal);
  switch (verdict.verdict) {
    case "accept":
      return acceptPhase(state, phase);
    case "refine":
      return refinementsOf(phase) < state.maxRefinements && !atLimit(state)
        ? startRound(state, phase, phase.round + 1, {
            instruction: { from: "project_manager", text: verdict.instruction ?? verdict.reason },
          })
        : escalate(
            state,
            phase,
            askId,
            refinementsOf(phase) < state.maxRefinements
              ? `${limitWords(state)} The phase is not accepted yet. How should it go on?`
              : `The phase was refined ${refinementsOf(phase)} times and is still not accepted. How should it go on?`,
            verdict.reason,
          );
    case "escalate":
      return escalate(state, phase, askId, verdict.question ?? verdict.reason, verdict.reason);
    default:
      return unreachable(verdict.verdict);
  }
};

export const answerQuestion = (
  state: ProjectState,
  signal: Extract<Signal, { type: "question_answered" }>,
): Transition => {
  const phase = currentPhase(state.phases);
  if (state.status !== "WAITING" || state.hold?.reason !== "question") return refused(state, signal);
  if (phase?.status === "PENDING") return answerLimit(state, phase, signal);
  if (phase?.status !== "ESCALATED") return refused(state, signal);
  switch (signal.decision) {
    case "accept":
      return acceptPhase(state, phase);
    case "refine":
      return startRound(state, phase, phase.round + 1, { instruction: { from: "user", text: signal.text } });
    case "stop":
      return to(withPhase(free(state, "FAILED"), phase.id, { status: "STOPPED" }), [{ type: "admit" }]);
    default:
      return unreachable(signal.decision);
  }
};

/** The limit was reached before a phase began: it begins with a grant, or the project ends. */
const answerLimit = (
  state: ProjectState,
  phase: PhaseState,
  signal: Extract<Signal, { type: "question_answered" }>,
): Transition => {
  switch (signal.decision) {
    case "accept":
      return startRound({ ...state, maxAssignments: state.assignmentsUsed + assignmentGrant }, phase, phase.round, {});
    case "refine":
      return refused(state, signal, "This phase has not begun, so there is nothing to refine. Let it go on, or stop.");
    case "stop":
      return to(withPhase(free(state, "FAILED"), phase.id, { status: "STOPPED" }), [{ type: "admit" }]);
    default:
      return unreachable(signal.decision);
  }
};

export const commit = (state: ProjectState, signal: Signal): Transition => {
  const phase = currentPhase(state.phases);
  return state.status === "RUNNING" && phase?.status === "ACCEPTING"
    ? nextPhaseOrReport(withPhase(state, phase.id, { status: "ACCEPTED" }))
    : refused(state, signal);
};
