import { operations, type AgentRole } from "../../contract/roles.ts";
import type { Effect, ProjectState, Transition } from "./project-state.ts";

/**
 * The part of the state machine that keeps agents within their requests (R12). Pure. It looks at what the rest of the
 * machine has decided: where an agent would begin and has no request left, its run is written down, and the project
 * waits for a person's answer before anything is called.
 */
export const withinRequests = (transition: Transition): Transition => {
  if (!transition.ok) return transition;
  const { state, effects } = transition;
  const role = agentThatBegins(state, effects);
  if (role === null || state.requestsLeft[role] > 0) return transition;
  const { status, nextAskId: askId } = state;
  if (status !== "PLANNING" && status !== "RUNNING" && status !== "REPORTING") return transition;
  return {
    ok: true,
    state: { ...state, status: "WAITING", heldFrom: status, hold: { reason: "allocation", askId } },
    effects: [...effects.flatMap(notBegun), { type: "ask_allocation", askId, role }],
  };
};

/** Whose request is needed for what is about to begin: a new run, or the open one that has none yet. */
const agentThatBegins = ({ needsRequestOf }: ProjectState, effects: readonly Effect[]): AgentRole | null => {
  const start = effects.find((effect) => effect.type === "start_run");
  if (start !== undefined) return operations[start.operation].role;
  return effects.some(({ type }) => type === "wake_run") ? needsRequestOf : null;
};

const notBegun = (effect: Effect): Effect[] => {
  if (effect.type === "start_run") return [{ ...effect, waits: true }];
  if (effect.type === "take_run" && effect.becomes === "QUEUED") return [{ ...effect, becomes: "WAITING" }];
  return effect.type === "wake_run" ? [] : [effect];
};
