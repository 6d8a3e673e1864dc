import { agentRoles, operations, type AgentRole, type Operation } from "../../contract/roles.ts";
import type { RequestsOfAgent } from "../../contract/requests.ts";
import type { Hold, ProjectStatus } from "../../contract/statuses.ts";
import type { AgentView } from "../../contract/views.ts";

export interface AgentFacts {
  readonly status: ProjectStatus;
  readonly hold: Hold | null;
  readonly openRun: { readonly operation: Operation; readonly status: string } | null;
  readonly requests: Readonly<Record<AgentRole, RequestsOfAgent>>;
}

/**
 * What each agent of a project does (R13), derived from the project's state and its open run: a state of its own could
 * contradict them. At most one agent is not idle, because a project is one line of work.
 */
export const agentStates = (facts: AgentFacts): AgentView[] =>
  agentRoles.map((role) => ({
    role,
    state: stateOf(role, facts),
    requests: facts.requests[role],
  }));

const stateOf = (role: AgentRole, { status, hold, openRun }: AgentFacts): AgentView["state"] => {
  if (status === "WAITING" && hold?.reason === "question") return role === "PROJECT_MANAGER" ? "escalated" : "idle";
  if (openRun === null || operations[openRun.operation].role !== role) return "idle";
  switch (openRun.status) {
    case "RUNNING":
      return "active";
    case "WAITING":
      return "waiting";
    default:
      return "idle";
  }
};
