import type { UserView } from "../../contract/people.ts";
import { endStatuses } from "../../contract/statuses.ts";
import type { Domain } from "../domain.ts";
import { readSettings } from "../settings/index.ts";
import { liveSession } from "./sessions.ts";

/** Everybody who can have projects, by name. */
export const listMembers = async ({
  prisma,
}: Pick<Domain, "prisma">): Promise<{ readonly id: string; readonly name: string }[]> =>
  prisma.user.findMany({
    where: { disabledAt: null, role: { not: "VIEWER" } },
    select: { id: true, name: true },
    orderBy: { name: "asc" },
  });

/** Everybody, those who are disabled last. */
export const listUsers = async ({ prisma, clock }: Pick<Domain, "prisma" | "clock">): Promise<UserView[]> => {
  const users = await prisma.user.findMany({
    orderBy: [{ disabledAt: { sort: "asc", nulls: "first" } }, { name: "asc" }],
    select: { id: true, name: true, login: true, role: true, createdAt: true, disabledAt: true },
  });
  const seen = await prisma.session.groupBy({ by: ["userId"], _max: { seenAt: true } });
  const live = await prisma.session.groupBy({ by: ["userId"], where: liveSession(clock.now()), _count: true });
  const projects = await prisma.project.groupBy({ by: ["ownerId"], _count: true });
  const openProjects = await prisma.project.groupBy({
    by: ["ownerId"],
    where: { status: { notIn: ["DRAFT", ...endStatuses] }, archivedAt: null },
    _count: true,
  });
  const settings = await readSettings({ prisma });
  return users.map((user) => ({
    ...user,
    seenAt: seen.find(({ userId }) => userId === user.id)?._max.seenAt ?? null,
    sessions: live.find(({ userId }) => userId === user.id)?._count ?? 0,
    projects: projects.find(({ ownerId }) => ownerId === user.id)?._count ?? 0,
    openProjects: openProjects.find(({ ownerId }) => ownerId === user.id)?._count ?? 0,
    ownsSubscription: settings["provider.subscriptionOwnerId"] === user.id,
  }));
};
