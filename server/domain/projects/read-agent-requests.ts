import type { AgentRequestsView } from "../../contract/requests.ts";
import { endStatuses, type ProjectStatus } from "../../contract/statuses.ts";
import type { Viewer } from "../../contract/views.ts";
import type { Domain } from "../domain.ts";
import { readSettings, standardRequestLimits } from "../settings/index.ts";
import { visibleTo } from "./access.ts";
import { requestsOfAgents } from "./requests-of-agents.ts";

/** As many as one can look through; those that were submitted last. */
const mostProjects = 50;
const notUnderWay: ProjectStatus[] = ["DRAFT", ...endStatuses];

/** What agents have used of their requests in the projects that are under way, and how many new projects give them. */
export const readAgentRequests = async (
  { prisma }: Pick<Domain, "prisma">,
  { viewer }: { viewer: Pick<Viewer, "id" | "role"> },
): Promise<AgentRequestsView> => {
  const projects = await prisma.project.findMany({
    where: { ...visibleTo(viewer), archivedAt: null, status: { notIn: notUnderWay } },
    orderBy: { submittedAt: "desc" },
    take: mostProjects,
    select: { id: true, title: true, requestLimits: true },
  });
  return {
    standard: standardRequestLimits(await readSettings({ prisma })),
    projects: await Promise.all(
      projects.map(async (project) => ({
        id: project.id,
        title: project.title,
        requests: await requestsOfAgents({ prisma }, project),
      })),
    ),
  };
};
