import { AlertDetail, type AlertView } from "../../contract/alerts.ts";
import type { Viewer } from "../../contract/views.ts";
import type { Prisma } from "../../db/generated/client.ts";
import type { Domain } from "../domain.ts";
import { visibleTo as visibleProjects } from "../projects/index.ts";

type Reading = Pick<Viewer, "id" | "role">;

const shownAlerts = 100;

/** Admins see all; whoever sees a project sees its alerts; a user sees their own. The installation's are the admins'. */
const visibleTo = async ({ prisma }: Pick<Domain, "prisma">, viewer: Reading): Promise<Prisma.AlertWhereInput> => {
  const { id } = viewer;
  switch (viewer.role) {
    case "ADMIN":
      return {};
    case "VIEWER":
      return { OR: [{ projectId: { not: null } }, { userId: id }] };
    case "MEMBER": {
      const seen = await prisma.project.findMany({ where: visibleProjects(viewer), select: { id: true } });
      return { OR: [{ projectId: { in: seen.map((project) => project.id) } }, { userId: id }] };
    }
  }
};

const readAtOf = async ({ prisma }: Pick<Domain, "prisma">, userId: string): Promise<Date> =>
  (await prisma.alertReading.findUnique({ where: { userId } }))?.readAt ?? new Date(0);

/** Alerts that somebody may see: what holds now first, then the newest. */
export const listAlerts = async (domain: Pick<Domain, "prisma">, viewer: Reading): Promise<AlertView[]> => {
  const rows = await domain.prisma.alert.findMany({
    where: await visibleTo(domain, viewer),
    orderBy: [{ resolvedAt: { sort: "desc", nulls: "first" } }, { openedAt: "desc" }],
    take: shownAlerts,
  });
  const readAt = await readAtOf(domain, viewer.id);
  return rows.map(({ id, projectId, detail, openedAt, resolvedAt }) => ({
    id,
    projectId,
    detail: AlertDetail.parse(detail),
    openedAt,
    resolvedAt,
    unread: openedAt > readAt,
  }));
};

/** How many alerts have been opened since somebody last looked and still hold. */
export const countUnread = async (domain: Pick<Domain, "prisma">, viewer: Reading): Promise<number> =>
  domain.prisma.alert.count({
    where: {
      AND: [await visibleTo(domain, viewer), { resolvedAt: null, openedAt: { gt: await readAtOf(domain, viewer.id) } }],
    },
  });

/** Somebody has looked. */
export const markAlertsRead = async (
  { prisma, clock }: Pick<Domain, "prisma" | "clock">,
  userId: string,
): Promise<void> => {
  const readAt = clock.now();
  await prisma.alertReading.upsert({ where: { userId }, create: { userId, readAt }, update: { readAt } });
};
