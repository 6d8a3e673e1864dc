import { isEnded, needsAnswer, type Hold, type ProjectStatus } from "../../contract/statuses.ts";
import { unreachable } from "../../platform/errors.ts";
import { withinRequests } from "./request-budgets.ts";
import { answerQuestion, commit, judge, step } from "./phase-progress.ts";
import { afterRestore, redoPhase, rollBack, skipPhase } from "./phase-steering.ts";
import {
  after,
  currentPhase,
  free,
  nextPhaseOrReport,
  plainInput,
  refused,
  to,
  withPhase,
  type Effect,
  type ProjectState,
  type Signal,
  type Transition,
} from "./project-state.ts";

/**
 * The project's state machine: `(state, signal) → state + effects`, pure. It is the only place that decides what
 * follows. Whoever sends a signal locks the project's row, applies the returned state and effects, and commits them
 * together (apply-signal.ts); nothing here knows of time, database or jobs. What it is made of stands in
 * project-state.ts, a phase's own way in phase-progress.ts, what people do with phases in phase-steering.ts, and what
 * becomes of a run whose agent has no request left in request-budgets.ts.
 */

/** Planning begins: with the import where there is one to do, else with the plan itself. */
const startPlanning = (state: ProjectState): Transition =>
  to(free(state, "PLANNING"), [
    {
      type: "start_run",
      operation: state.toImport ? "IMPORT" : "PLAN",
      phaseId: null,
      round: 0,
      input: plainInput,
    },
  ]);

/** The states with an open run that works by itself; only they can be paused or held. */
const working = (status: ProjectStatus): status is "PLANNING" | "RUNNING" | "REPORTING" =>
  status === "PLANNING" || status === "RUNNING" || status === "REPORTING";

/** See the file's head. Total: every signal has an answer in every state. */
export const transition = (state: ProjectState, signal: Signal): Transition =>
  givingUpItsPlace(state, withinRequests(follow(state, signal)));

/** Whoever comes to stand still leaves its place to the next in the queue. */
const givingUpItsPlace = (before: ProjectState, next: Transition): Transition =>
  next.ok && working(before.status) && !working(next.state.status) && !next.effects.some(({ type }) => type === "admit")
    ? to(next.state, [...next.effects, { type: "admit" }])
    : next;

/** What follows while every agent has requests left. */
const follow = (state: ProjectState, signal: Signal): Transition => {
  const { status } = state;
  switch (signal.type) {
    case "submitted":
      return status === "DRAFT" ? to(free(state, "QUEUED"), [{ type: "admit" }]) : refused(state, signal);

    case "admitted":
      if (status !== "QUEUED") return refused(state, signal);
      // What is built to a plan of our own (a tool) has its phases already.
      return state.phases.length > 0 ? nextPhaseOrReport(state) : startPlanning(state);

    case "imported":
      return status === "PLANNING" && state.toImport
        ? startPlanning({ ...state, toImport: false })
        : refused(state, signal);

    case "planned":
      return status === "PLANNING" && !state.toImport
        ? nextPhaseOrReport({ ...state, phases: signal.phases, planPending: state.approvePlan })
        : refused(state, signal);

    case "plan_approved":
      return status === "AWAITING_PLAN_APPROVAL"
        ? nextPhaseOrReport({ ...state, planPending: false })
        : refused(state, signal);

    case "plan_sent_back":
      return status === "AWAITING_PLAN_APPROVAL"
        ? to(free(state, "PLANNING"), [
            {
              type: "start_run",
              operation: "PLAN",
              phaseId: null,
              round: 0,
              input: { ...plainInput, instruction: { from: "user", text: signal.comment } },
            },
          ])
        : refused(state, signal);

    case "plan_revised":
      return status === "AWAITING_PLAN_APPROVAL" || status === "RUNNING" || state.heldFrom === "RUNNING"
        ? to({ ...state, phases: signal.phases, planPending: state.approvePlan && !signal.approved })
        : refused(state, signal, "The plan can be changed while there are phases to come.");

    case "implemented":
      return step(state, signal, "IMPLEMENTING", "CHECKING", "CHECK");
    case "checked":
      return signal.gate === undefined
        ? step(state, signal, "CHECKING", "REVIEWING", "REVIEW")
        : judge(state, signal, "CHECKING", signal.gate);
    case "reviewed":
      return step(state, signal, "REVIEWING", "EVALUATING", "EVALUATE");
    case "verdict_given":
      return judge(state, signal, "EVALUATING", signal);
    case "question_answered":
      return answerQuestion(state, signal);
    case "committed":
      return commit(state, signal);

    case "phase_redone":
      return redoPhase(state, signal);
    case "phase_skipped":
      return skipPhase(state, signal);
    case "rolled_back":
      return rollBack(state, signal);
    case "restored":
      return afterRestore(state, signal);

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

    case "tool_requested":
      return working(status)
        ? to({ ...state, status: "WAITING", heldFrom: status, hold: { reason: "tool_request", askId: signal.askId } }, [
            { type: "take_run", becomes: "WAITING" },
          ])
        : refused(state, signal);

    case "tool_decided":
      return status === "WAITING" && (state.hold?.reason === "tool_request" || state.hold?.reason === "tool_build")
        ? goOn(state)
        : refused(state, signal);

    case "tool_awaited":
      if (status === "WAITING" && state.hold?.reason === "tool_request") return to({ ...state, hold: signal.hold });
      return working(status)
        ? to({ ...state, status: "WAITING", heldFrom: status, hold: signal.hold }, [
            { type: "take_run", becomes: "WAITING" },
          ])
        : refused(state, signal);

    case "held":
      return working(status)
        ? to({ ...state, status: "WAITING", heldFrom: status, hold: signal.hold }, [
            { type: "take_run", becomes: "WAITING" },
          ])
        : refused(state, signal);

    case "retried":
      return status === "WAITING" &&
        state.hold !== null &&
        !needsAnswer(state.hold) &&
        // Nothing would be different: the agent would only ask again.
        state.hold.reason !== "tool_build"
        ? after(withdrawn(state.hold), goOn(state))
        : refused(state, signal);

    case "requests_raised":
      if (status !== "WAITING" || state.hold?.reason !== "allocation") return refused(state, signal);
      return state.needsRequestOf !== null && state.requestsLeft[state.needsRequestOf] < 1
        ? to(state)
        : after(withdrawn(state.hold), goOn(state));

    case "paused":
      if (working(status)) {
        return to({ ...state, status: "PAUSED", heldFrom: status, hold: null }, [
          { type: "take_run", becomes: "QUEUED" },
        ]);
      }
      // A wait that would end by itself can be paused too; one that waits for an answer already stands still.
      return status === "WAITING" && state.hold !== null && (!needsAnswer(state.hold) || isForMore(state.hold))
        ? to({ ...state, status: "PAUSED", hold: null }, [
            ...withdrawn(state.hold),
            { type: "take_run", becomes: "QUEUED" },
          ])
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
        { type: "withdraw_tool_requests" },
        { type: "admit" },
      ]);
    }

    case "followed_up":
      return isEnded(status)
        ? to({ ...free(state, "QUEUED"), phases: [], planPending: false }, [{ type: "admit" }])
        : refused(state, signal, "A follow-up begins when the project has ended. Send a message instead.");

    default:
      return unreachable(signal);
  }
};

/** Waits that end with more of something; what is asked then is moot as soon as there is some, or nobody wants it. */
const isForMore = ({ reason }: Hold): boolean => reason === "allocation" || reason === "budget";
const withdrawn = (hold: Hold): readonly Effect[] => (isForMore(hold) ? [{ type: "withdraw_asks" }] : []);

const goOn = (state: ProjectState): Transition =>
  state.heldFrom === null
    ? { ok: false, reason: `A project that is ${state.status} has nothing to return to.` }
    : to(free(state, state.heldFrom), [{ type: "take_run", becomes: "QUEUED" }, { type: "wake_run" }]);
