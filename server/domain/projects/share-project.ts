import type { z } from "zod";
import { MemberAccess, type ProjectMembers, type ShareProjectInput } from "../../contract/members.ts";
import { DomainError } from "../../platform/errors.ts";
import { appendAudit } from "../audit/index.ts";
import type { Domain, Reader } from "../domain.ts";
import { notifyChannels } from "../events/index.ts";

const person = { id: true, name: true, login: true } as const;

/** Whom a project is shared with; for who may share it, also whom it could be shared with. Error: not_found. */
export const projectMembers = async (
  { prisma }: Reader,
  { projectId, manages }: { projectId: string; manages: boolean },
): Promise<ProjectMembers> => {
  const project = await prisma.project.findUnique({
    where: { id: projectId },
    select: {
      owner: { select: person },
      members: {
        select: { access: true, user: { select: { ...person, role: true, disabledAt: true } } },
        orderBy: { user: { name: "asc" } },
      },
    },
  });
  if (project === null) throw new DomainError("not_found", "This project does not exist, or you may not see it.");
  const { owner } = project;
  const members = project.members.map(({ access, user: { disabledAt, ...user } }) => ({
    ...user,
    disabled: disabledAt !== null,
    access: MemberAccess.parse(access),
  }));
  const known = [owner.id, ...members.map(({ id }) => id)];
  const others = manages
    ? await prisma.user.findMany({
        // Admins steer everything and viewers see everything already.
        where: { role: "MEMBER", disabledAt: null, id: { notIn: known } },
        select: person,
        orderBy: { name: "asc" },
      })
    : [];
  return { owner, members, others };
};

/**
 * Shares a project with somebody, changes what they may do, or (null) ends it; holds from their next request on.
 * @throws DomainError not_found, conflict (its owner)
 */
export const shareProject = async (
  { prisma }: Pick<Domain, "prisma">,
  { actorId, projectId, userId, access }: z.output<typeof ShareProjectInput> & { actorId: string },
): Promise<void> => {
  await prisma.$transaction(async (tx) => {
    await tx.$queryRaw`SELECT 1 FROM "Project" WHERE "id" = ${projectId} FOR NO KEY UPDATE`;
    const project = await tx.project.findUnique({ where: { id: projectId }, select: { ownerId: true } });
    if (project === null) throw new DomainError("not_found", "This project does not exist, or you may not see it.");
    const user = await tx.user.findUnique({ where: { id: userId }, select: { id: true } });
    if (user === null) throw new DomainError("not_found", "This person does not exist.");
    if (project.ownerId === userId) throw new DomainError("conflict", "This person owns the project.");
    const key = { projectId_userId: { projectId, userId } };
    const before = (await tx.projectMember.findUnique({ where: key }))?.access ?? null;
    if (before === access) return;
    if (access === null) await tx.projectMember.delete({ where: key });
    else {
      await tx.projectMember.upsert({
        where: key,
        create: { projectId, userId, access, createdById: actorId },
        update: { access },
      });
    }
    const detail = { userId, from: before, to: access };
    await appendAudit(tx, { actorId, action: "project.shared", subjectId: projectId, detail });
    // Their lists are to show it, or not to, at once.
    await tx.$executeRaw`SELECT pg_notify(${notifyChannels.events}, ${JSON.stringify({ p: projectId })})`;
  });
};
