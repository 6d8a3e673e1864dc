import { requestRange } from "../../contract/requests.ts";
import { roleLabels, type AgentRole } from "../../contract/roles.ts";

export interface GrantFacts {
  readonly role: AgentRole;
  /** Phases of the cycle that are neither accepted nor skipped. */
  readonly phasesLeft: number;
  /** Accepted ones, and how many requests of this agent they have taken in all. */
  readonly phasesDone: number;
  readonly requestsForThem: number;
}

/** Where nothing is known yet: the phase itself, and one refinement. */
const assumedPerPhase = 2;
/** Beside its phases the Project Manager writes the report. */
const reports = 1;

/** How many more requests an agent is likely to need for what is left, and why that many. Pure. */
export const recommendGrant = ({
  role,
  phasesLeft,
  phasesDone,
  requestsForThem,
}: GrantFacts): { readonly grant: number; readonly reason: string } => {
  const isManager = role === "PROJECT_MANAGER";
  const known = phasesDone > 0 && requestsForThem > 0;
  const perPhase = known ? requestsForThem / phasesDone : assumedPerPhase;
  const grant = Math.ceil(perPhase * phasesLeft) + (isManager ? reports : 0);
  const left = `${phasesLeft === 0 ? "No" : phasesLeft} phase${phasesLeft === 1 ? " is" : "s are"} left`;
  const each = known
    ? `${roleLabels[role].who} has needed ${perPhase.toFixed(1).replace(/\.0$/u, "")} for each so far`
    : `${assumedPerPhase} are assumed for each, because none is finished yet`;
  const why = phasesLeft === 0 ? left : `${left}, and ${each}`;
  return {
    grant: Math.min(Math.max(grant, 1), requestRange.max),
    reason: `${why}${isManager ? ", with one for the report" : ""}.`,
  };
};
