import type { VerdictOutput } from "../../contract/outputs.ts";
import type { AgentRole, Operation } from "../../contract/roles.ts";
import {
  isPhaseClosed,
  type ActiveStatus,
  type Hold,
  type PhaseStatus,
  type ProjectStatus,
} from "../../contract/statuses.ts";
import type { RunInput } from "../runs/index.ts";

/**
 * What the project's state machine is made of: its state, the signals that it takes, the effects that it asks for, and
 * the few moves that all of its parts share. Pure, like the machine itself (project-machine.ts).
 */

export interface PhaseState {
  readonly id: string;
  readonly status: PhaseStatus;
  /** The newest round; of a PENDING phase, the one that it will begin with. Never goes back: a round is a run's key. */
  readonly round: number;
  /** The round with which its present go began; refinements are counted from it. */
  readonly goRound: number;
  /** Set while it is to be skipped, and afterwards. */
  readonly skipReason: string | null;
}

export interface ProjectState {
  readonly status: ProjectStatus;
  /** Set exactly while WAITING or PAUSED: the state that the hold returns to. */
  readonly heldFrom: ActiveStatus | null;
  /** Set exactly while WAITING. */
  readonly hold: Hold | null;
  /** Files are to be brought in before anything is planned, and are not there yet. */
  readonly toImport: boolean;
  readonly approvePlan: boolean;
  /** The newest revision of the plan waits for a person: no further phase begins before it has been approved. */
  readonly planPending: boolean;
  readonly maxRefinements: number;
  /** How often the Developer was sent off in this cycle, and how often it may be (R4). Only a person goes beyond it. */
  readonly assignmentsUsed: number;
  readonly maxAssignments: number;
  /** How many requests each agent has left (R12). */
  readonly requestsLeft: Readonly<Record<AgentRole, number>>;
  /** Whose request the open run needs and has not got; null: it has one, needs none, or there is no open run. */
  readonly needsRequestOf: AgentRole | null;
  /** For an ask that may have to be opened: new with every reading of the state. */
  readonly nextAskId: string;
  /** The cycle's, in the plan's order; empty before there is a plan. */
  readonly phases: readonly PhaseState[];
}

export type Signal =
  | { type: "submitted" }
  | { type: "admitted" }
  /** What the project starts from is in its workspace. */
  | { type: "imported" }
  /** PLAN's result was stored as the next revision; these are the cycle's phases from now on. */
  | { type: "planned"; phases: readonly PhaseState[] }
  | { type: "plan_approved" }
  | { type: "plan_sent_back"; comment: string }
  /** A person, or the PM between two phases, has changed what is still to come; stored likewise. */
  | { type: "plan_revised"; phases: readonly PhaseState[]; approved: boolean }
  | { type: "implemented" }
  /** `gate`: of a phase that nobody reviews, what the evidence alone says. `askId` is used if it becomes a question. */
  | { type: "checked"; gate?: { readonly verdict: VerdictOutput; readonly askId: string } }
  | { type: "reviewed" }
  /** The effective verdict, after the acceptance gate. `askId` is used if it becomes a question. */
  | { type: "verdict_given"; verdict: VerdictOutput; askId: string }
  | { type: "question_answered"; decision: "accept" | "refine" | "stop"; text: string }
  | { type: "committed" }
  | { type: "reported" }
  | { type: "permission_asked"; askId: string }
  | { type: "permission_answered" }
  /** The agent cannot go on before somebody has decided about a tool that it lacks. */
  | { type: "tool_requested"; askId: string }
  /** It is approved, and the agent waits until it is there. */
  | { type: "tool_awaited"; hold: Extract<Hold, { reason: "tool_build" }> }
  /** There is something to tell the agent: a decision, the tool itself, or that there will be none. */
  | { type: "tool_decided" }
  /** The open run cannot go on now. */
  | { type: "held"; hold: Extract<Hold, { reason: "quota" | "provider" | "budget" | "attention" }> }
  /** A person, or the end of a quota window, lets the open run try again. */
  | { type: "retried" }
  /** The workspace is as it was at the commit that was asked for; `instruction` is what RESTORE was told to pass on. */
  | { type: "restored"; instruction: RunInput["instruction"] }
  /** A person wants a phase done again: on top of what is there, or (`restoreTo`) from a commit; later ones follow anew. */
  | { type: "phase_redone"; phaseId: string; restoreTo: string | null; text: string | null }
  /** `restoreTo`: where the workspace stood before the phase; null where it has not begun. */
  | { type: "phase_skipped"; phaseId: string; restoreTo: string | null; reason: string }
  /** A person returns to an accepted phase: what came after it is done again. */
  | { type: "rolled_back"; phaseId: string; restoreTo: string }
  /** An agent's requests were raised: a project that waits for one looks again. */
  | { type: "requests_raised" }
  | { type: "paused" }
  | { type: "resumed" }
  | { type: "cancelled" }
  /** A person asks for more after the end: the next cycle. */
  | { type: "followed_up" };

export type SignalType = Signal["type"];

export type Effect =
  /** Of a run without a phase the round is the next free one, whatever stands here (domain/runs/open-run.ts). */
  | {
      type: "start_run";
      operation: Operation;
      phaseId: string | null;
      round: number;
      input: RunInput;
      /** It is written down and not begun: its agent has no request left. */
      waits?: true;
    }
  /** Put a job for the open run, which is QUEUED, with a request of its agent's if it has none yet. */
  | { type: "wake_run" }
  /** Take the open run from whoever works on it: its processes end, its writes are refused from now on. */
  | { type: "take_run"; becomes: "QUEUED" | "WAITING" | "CANCELLED" }
  | { type: "ask_plan_approval" }
  | {
      type: "ask_question";
      askId: string;
      phaseId: string;
      /** What can be answered: about a phase's work, or whether the Developer may be sent off more often. */
      options: "phase" | "assignments";
      question: string;
      reason: string;
    }
  /** The open run waits for a request of this agent. */
  | { type: "ask_allocation"; askId: string; role: AgentRole }
  | { type: "withdraw_asks" }
  /** They outlive a phase that is done again, but not the project. */
  | { type: "withdraw_tool_requests" }
  /** A place is free (or wanted): let queued projects in, in their order. */
  | { type: "admit" };

export type Transition =
  | { readonly ok: true; readonly state: ProjectState; readonly effects: readonly Effect[] }
  /** The signal means nothing in this state. Late and doubled signals end here and change nothing. */
  | { readonly ok: false; readonly reason: string };

export const to = (state: ProjectState, effects: readonly Effect[] = []): Transition => ({ ok: true, state, effects });

/** The same with other effects before its own. */
export const after = (effects: readonly Effect[], next: Transition): Transition =>
  next.ok ? to(next.state, [...effects, ...next.effects]) : next;

/** In words of its own where the signal is a person's; otherwise it only came too late. */
export const refused = (state: ProjectState, signal: Signal, reason?: string): Transition => ({
  ok: false,
  reason: reason ?? `A project that is ${state.status} cannot take "${signal.type}".`,
});

/** The phase that is at work or comes next: the first that is neither accepted nor skipped. Null when all are. */
export const currentPhase = (phases: readonly PhaseState[]): PhaseState | null =>
  phases.find(({ status }) => !isPhaseClosed(status)) ?? null;

export const withPhase = (state: ProjectState, id: string, change: Partial<Omit<PhaseState, "id">>): ProjectState => ({
  ...state,
  phases: state.phases.map((phase) => (phase.id === id ? { ...phase, ...change } : phase)),
});

export const free = (state: ProjectState, status: ProjectStatus): ProjectState => ({
  ...state,
  status,
  heldFrom: null,
  hold: null,
});

/** What a run is told where there is nothing to tell. */
export const plainInput: RunInput = { instruction: null, restoreTo: null, redo: null, toolRequestId: null };

/** Begins a round of a phase. Whoever lets it happen by itself has looked at the limit; a person's wish raises it. */
export const startRound = (
  state: ProjectState,
  phase: PhaseState,
  round: number,
  input: Partial<RunInput>,
): Transition => {
  const assignmentsUsed = state.assignmentsUsed + 1;
  const counted = { ...state, assignmentsUsed, maxAssignments: Math.max(state.maxAssignments, assignmentsUsed) };
  return to(withPhase(free(counted, "RUNNING"), phase.id, { status: "IMPLEMENTING", round }), [
    {
      type: "start_run",
      operation: "IMPLEMENT",
      phaseId: phase.id,
      round,
      input: { ...plainInput, ...input },
    },
  ]);
};

/** Whether the Developer may not be sent off once more without a person's word. */
export const atLimit = ({ assignmentsUsed, maxAssignments }: ProjectState): boolean =>
  assignmentsUsed >= maxAssignments;

/** How many more assignments a person grants by letting the next phase begin. */
export const assignmentGrant = 5;

const times = (count: number): string => (count === 1 ? "once" : `${count} times`);

/** As a sentence: the limit, for whoever is asked. */
export const limitWords = ({ assignmentsUsed }: ProjectState): string =>
  `The Developer was sent off ${times(assignmentsUsed)}, which is as often as this project allows.`;

/** The next phase would be one assignment too many: it stays where it is, and a person is asked. */
const askBeforeNext = (state: ProjectState, next: PhaseState): Transition => {
  const askId = state.nextAskId;
  const left = state.phases.filter(({ status }) => !isPhaseClosed(status)).length;
  return to({ ...state, status: "WAITING", heldFrom: "RUNNING", hold: { reason: "question", askId } }, [
    {
      type: "ask_question",
      askId,
      phaseId: next.id,
      options: "assignments",
      question: `${limitWords(state)} May it go on with up to ${assignmentGrant} more?`,
      reason: `${left} phase${left === 1 ? " is" : "s are"} still to be done.`,
    },
  ]);
};

/** Goes on after a phase (or after the plan): to a person who must see the plan first, the next phase, or the report. */
export const nextPhaseOrReport = (state: ProjectState): Transition => {
  const next = currentPhase(state.phases);
  if (next === null) {
    return to(free(state, "REPORTING"), [
      { type: "start_run", operation: "REPORT", phaseId: null, round: 0, input: plainInput },
    ]);
  }
  if (state.planPending) return to(free(state, "AWAITING_PLAN_APPROVAL"), [{ type: "ask_plan_approval" }]);
  return atLimit(state) ? askBeforeNext(state, next) : startRound(state, next, next.round, {});
};
