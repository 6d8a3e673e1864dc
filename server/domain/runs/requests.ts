import { agentRoles, AgentRole, operations, type Operation } from "../../contract/roles.ts";
import type { Reader } from "../domain.ts";

/** Whose request a run of this operation takes; null: nobody's, the runner does it itself. */
export const requestOf = (operation: Operation): AgentRole | null => operations[operation].role;

/**
 * How many requests each agent has used in a project, over all its cycles: counted from the runs themselves, so that
 * nothing which is resumed, repeated or taken over counts twice. What was cancelled before anybody began it gave its
 * request back.
 */
export const requestsUsed = async (
  { prisma }: Reader,
  { projectId }: { projectId: string },
): Promise<Record<AgentRole, number>> => {
  const rows = await prisma.run.groupBy({
    by: ["requestOf"],
    where: { projectId, requestOf: { in: [...agentRoles] }, NOT: { status: "CANCELLED", startedAt: null } },
    _count: true,
  });
  const used: Record<AgentRole, number> = { PROJECT_MANAGER: 0, DEVELOPER: 0, QUALITY_ASSURANCE: 0 };
  for (const row of rows) used[AgentRole.parse(row.requestOf)] = row._count;
  return used;
};
