import type { ProjectCard, Viewer } from "../../contract/views.ts";
import type { Domain, Reader } from "../domain.ts";
import { usageByProject } from "../usage/index.ts";
import { visibleTo } from "./access.ts";
import { claudesRuns } from "./claudes-part.ts";
import { cardInclude, newestModels, newestTools, toCard } from "./project-card.ts";
import { modelsStoodIn } from "./stand-ins.ts";
import { readInClaudesWay } from "./why-local.ts";
import { workByProject } from "./work-time.ts";

const listLimit = 500;

/** Cards of what the viewer may see, newest first. */
export const listProjects = async (
  domain: Domain,
  { viewer, archived }: { viewer: Pick<Viewer, "id" | "role">; archived: boolean },
): Promise<ProjectCard[]> => {
  const rows = await domain.prisma.project.findMany({
    where: { ...visibleTo(viewer), archivedAt: archived ? { not: null } : null },
    orderBy: { createdAt: "desc" },
    take: listLimit,
    include: cardInclude,
  });
  const ids = rows.map(({ id }) => id);
  const [usage, work, models, stoodIn, inClaudesWay, tools, queue] = await Promise.all([
    usageByProject(domain, ids),
    workByProject(domain, ids),
    newestModels(domain, ids),
    modelsStoodIn(domain, ids),
    readInClaudesWay(domain),
    newestTools(
      domain,
      rows.flatMap(({ runs }) => runs.map(({ id }) => id)),
    ),
    queueOrder(domain),
  ]);
  const runs = await claudesRuns(domain, [...stoodIn.keys()]);
  return rows.map((row) =>
    toCard(row, {
      usage: usage.get(row.id),
      work: work.get(row.id),
      newest: models.get(row.id),
      stoodIn: stoodIn.get(row.id),
      inClaudesWay,
      claudesRuns: runs,
      tool: tools.get(row.id) ?? null,
      queuePosition: queue.get(row.id) ?? null,
    }),
  );
};

/** Places in the queue, from 1, in the order of admission. */
export const queueOrder = async ({ prisma }: Reader): Promise<ReadonlyMap<string, number>> => {
  const queued = await prisma.project.findMany({
    where: { status: "QUEUED" },
    orderBy: [{ priority: "desc" }, { submittedAt: "asc" }],
    select: { id: true },
  });
  return new Map(queued.map(({ id }, index) => [id, index + 1]));
};
