import { isPhaseClosed } from "../../contract/statuses.ts";
import {
  after,
  currentPhase,
  free,
  nextPhaseOrReport,
  plainInput,
  refused,
  startRound,
  to,
  withPhase,
  type Effect,
  type PhaseState,
  type ProjectState,
  type Signal,
  type Transition,
} from "./project-state.ts";

/**
 * The part of the state machine in which a person takes the phases in hand: do one again, skip it, go back to an
 * accepted one. Whatever is at work ends; files are put back by a run of its own (RESTORE). Pure.
 */

/** In which phases can be taken in hand: while they are carried out, and before the report is written. */
const inHand = ({ status, heldFrom }: ProjectState): boolean =>
  [status, heldFrom].some((at) => at === "RUNNING" || at === "REPORTING");

const notNow = ({ status }: ProjectState): string =>
  status === "AWAITING_PLAN_APPROVAL"
    ? "The plan waits for your answer. Approve it, change it or send it back first."
    : `Phases can be taken in hand while they are carried out. This project is ${status.toLowerCase().replaceAll("_", " ")}.`;

/** Whoever is at work stops for good, and nobody needs an answer any more. */
const dropWork: readonly Effect[] = [{ type: "take_run", becomes: "CANCELLED" }, { type: "withdraw_asks" }];

const placeOf = (state: ProjectState, phaseId: string) => {
  const index = state.phases.findIndex(({ id }) => id === phaseId);
  const current = currentPhase(state.phases);
  const at = current === null ? state.phases.length : state.phases.indexOf(current);
  return { index, phase: state.phases[index] ?? null, currentIndex: at };
};

/** Puts the workspace back for a phase, in a round of its own, before it begins again or is skipped. */
const restore = (state: ProjectState, phase: PhaseState, restoreTo: string, text: string | null): Transition => {
  const round = phase.round + 1;
  return to(withPhase(free(state, "RUNNING"), phase.id, { status: "RESTORING", round, goRound: round }), [
    ...dropWork,
    {
      type: "start_run",
      operation: "RESTORE",
      phaseId: phase.id,
      round,
      input: { ...plainInput, restoreTo, instruction: text === null ? null : { from: "user", text } },
    },
  ]);
};

/** What was begun after the phase is to come again, in rounds of its own; what was skipped stays so. */
const againAfter = (state: ProjectState, index: number): ProjectState => ({
  ...state,
  phases: state.phases.map((phase, at) =>
    at <= index || phase.status === "PENDING" || phase.status === "SKIPPED"
      ? phase
      : { ...phase, status: "PENDING", round: phase.round + 1, goRound: phase.round + 1, skipReason: null },
  ),
});

export const redoPhase = (state: ProjectState, signal: Extract<Signal, { type: "phase_redone" }>): Transition => {
  const { phase, index, currentIndex } = placeOf(state, signal.phaseId);
  if (phase === null) return refused(state, signal, "This phase is not in the plan any more.");
  if (!inHand(state)) return refused(state, signal, notNow(state));
  if (index > currentIndex || phase.status === "PENDING")
    return refused(state, signal, "This phase has not begun yet, so there is nothing to do again.");
  const { restoreTo, text } = signal;
  if (restoreTo !== null) {
    const again = withPhase(againAfter(state, index), phase.id, { skipReason: null });
    return restore(again, phase, restoreTo, text);
  }
  if (index !== currentIndex)
    return refused(
      state,
      signal,
      "Only the phase that is at work can go on from what is there. Do this one again from its start.",
    );
  const round = phase.round + 1;
  const input = { redo: "as_it_stands" as const, instruction: text === null ? null : { from: "user" as const, text } };
  const again = withPhase(state, phase.id, { goRound: round, skipReason: null });
  return after(dropWork, startRound(again, phase, round, input));
};

export const skipPhase = (state: ProjectState, signal: Extract<Signal, { type: "phase_skipped" }>): Transition => {
  const { phase, index, currentIndex } = placeOf(state, signal.phaseId);
  if (phase === null) return refused(state, signal, "This phase is not in the plan any more.");
  if (!inHand(state)) return refused(state, signal, notNow(state));
  if (isPhaseClosed(phase.status))
    return refused(state, signal, `This phase is ${phase.status.toLowerCase()} already.`);
  const marked = withPhase(state, phase.id, { skipReason: signal.reason });
  // Nobody has begun it: whoever is at work goes on.
  if (index > currentIndex) return to(withPhase(marked, phase.id, { status: "SKIPPED" }));
  if (signal.restoreTo !== null) return restore(marked, phase, signal.restoreTo, null);
  return after(dropWork, nextPhaseOrReport(withPhase(marked, phase.id, { status: "SKIPPED" })));
};

export const rollBack = (state: ProjectState, signal: Extract<Signal, { type: "rolled_back" }>): Transition => {
  const { phase, index } = placeOf(state, signal.phaseId);
  if (phase === null) return refused(state, signal, "This phase is not in the plan any more.");
  if (!inHand(state)) return refused(state, signal, notNow(state));
  if (phase.status !== "ACCEPTED") return refused(state, signal, "One can only go back to an accepted phase.");
  const next = state.phases.find(({ status }, at) => at > index && status !== "SKIPPED");
  if (next === undefined)
    return refused(state, signal, "No phase comes after this one, so there is nothing to go back from.");
  return restore(againAfter(state, state.phases.indexOf(next)), next, signal.restoreTo, null);
};

/** The files are as they were: the phase begins again, or is left out. */
export const afterRestore = (state: ProjectState, signal: Extract<Signal, { type: "restored" }>): Transition => {
  const phase = currentPhase(state.phases);
  if (state.status !== "RUNNING" || phase?.status !== "RESTORING") return refused(state, signal);
  if (phase.skipReason !== null) return nextPhaseOrReport(withPhase(state, phase.id, { status: "SKIPPED" }));
  return startRound(state, phase, phase.round, { redo: "from_start", instruction: signal.instruction });
};
