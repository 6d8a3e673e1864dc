import { RequestLimits, type RequestsOfAgent } from "../../contract/requests.ts";
import type { AgentRole } from "../../contract/roles.ts";
import type { Reader } from "../domain.ts";
import { requestsUsed } from "../runs/index.ts";

interface ProjectRow {
  readonly id: string;
  readonly requestLimits: unknown;
}

const ofEach = <Value>(of: (role: AgentRole) => Value): Record<AgentRole, Value> => ({
  PROJECT_MANAGER: of("PROJECT_MANAGER"),
  DEVELOPER: of("DEVELOPER"),
  QUALITY_ASSURANCE: of("QUALITY_ASSURANCE"),
});

/** What each agent has used of its requests in a project. */
export const requestsOfAgents = async (
  reader: Reader,
  { id: projectId, requestLimits }: ProjectRow,
): Promise<Record<AgentRole, RequestsOfAgent>> => {
  const limits = RequestLimits.parse(requestLimits);
  const used = await requestsUsed(reader, { projectId });
  return ofEach((role) => ({ used: used[role], limit: limits[role] }));
};

/** How many each has left. */
export const requestsLeft = async (reader: Reader, project: ProjectRow): Promise<Record<AgentRole, number>> => {
  const requests = await requestsOfAgents(reader, project);
  return ofEach((role) => Math.max(0, requests[role].limit - requests[role].used));
};
