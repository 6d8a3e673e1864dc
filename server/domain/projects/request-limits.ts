import { requestRange, RequestLimits } from "../../contract/requests.ts";
import { agentRoles, type AgentRole } from "../../contract/roles.ts";
import { DomainError } from "../../platform/errors.ts";
import { appendAudit } from "../audit/index.ts";
import type { Domain, Tx } from "../domain.ts";
import { requestsUsed } from "../runs/index.ts";
import { applySignal } from "./apply-signal.ts";
import { lockProject } from "./load-project.ts";

/** Gives an agent so many requests more than it has. The caller holds the project's lock and lets it go on. */
export const grantRequests = async (
  tx: Tx,
  { projectId, role, requests }: { projectId: string; role: AgentRole; requests: number },
): Promise<void> => {
  const { requestLimits } = await tx.project.findUniqueOrThrow({ where: { id: projectId } });
  const limits = RequestLimits.parse(requestLimits);
  const raised = limits[role] + requests;
  if (raised > requestRange.max) {
    const most = requestRange.max.toLocaleString("en");
    throw new DomainError(
      "invalid",
      `An agent may have at most ${most} requests in a project, and this one has ${limits[role]}.`,
    );
  }
  await tx.project.update({ where: { id: projectId }, data: { requestLimits: { ...limits, [role]: raised } } });
};

/**
 * Changes how many requests each agent of a project has. One that waits for a request goes on at once where there is one
 * now; what is begun already is not taken back. Error: invalid below what is used.
 */
export const changeRequestLimits = async (
  domain: Domain,
  { projectId, limits, actorId }: { projectId: string; limits: RequestLimits; actorId: string },
): Promise<void> => {
  await domain.prisma.$transaction(async (tx) => {
    const { project } = await lockProject(tx, projectId);
    const before = RequestLimits.parse(project.requestLimits);
    const used = await requestsUsed({ prisma: tx }, { projectId });
    const below = agentRoles.find((role) => limits[role] !== before[role] && limits[role] < used[role]);
    if (below !== undefined) {
      throw new DomainError("invalid", `${used[below]} requests are used already. Enter that many or more.`);
    }
    await tx.project.update({ where: { id: projectId }, data: { requestLimits: limits } });
    for (const role of agentRoles) {
      if (limits[role] === before[role]) continue;
      const detail = { role, from: before[role], to: limits[role] };
      await appendAudit(tx, { actorId, action: "requests.changed", subjectId: projectId, detail });
    }
    const { state } = await lockProject(tx, projectId);
    if (state.hold?.reason === "allocation") {
      await applySignal(domain, tx, { projectId, signal: { type: "requests_raised" }, actorId });
    }
  });
};
