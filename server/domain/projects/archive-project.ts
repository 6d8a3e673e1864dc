import { endStatuses } from "../../contract/statuses.ts";
import { DomainError } from "../../platform/errors.ts";
import { appendAudit } from "../audit/index.ts";
import type { Domain, Tx } from "../domain.ts";
import { appendEvents } from "../events/index.ts";

export interface ArchiveOptions {
  readonly projectId: string;
  readonly actorId: string;
}

const notFound = () => new DomainError("not_found", "This project does not exist, or you may not see it.");

const record = async (
  tx: Tx,
  { projectId, actorId }: ArchiveOptions,
  type: "project.archived" | "project.unarchived",
): Promise<void> => {
  const { name } = await tx.user.findUniqueOrThrow({ where: { id: actorId }, select: { name: true } });
  await appendEvents(tx, { projectId, fence: null, events: [{ payload: { type, by: name } }] });
  await appendAudit(tx, { actorId, action: type, subjectId: projectId, detail: {} });
};

/**
 * Puts an ended project away: lists leave it out, and it is read-only from then on. One that is archived already
 * stays as it is. Errors: not_found; conflict while it has not ended.
 */
export const archiveProject = async (
  { prisma, clock }: Pick<Domain, "prisma" | "clock">,
  options: ArchiveOptions,
): Promise<void> => {
  const { projectId: id } = options;
  await prisma.$transaction(async (tx) => {
    const { count } = await tx.project.updateMany({
      where: { id, archivedAt: null, status: { in: [...endStatuses] } },
      data: { archivedAt: clock.now() },
    });
    if (count === 1) return record(tx, options, "project.archived");
    const project = await tx.project.findUnique({ where: { id }, select: { archivedAt: true } });
    if (project === null) throw notFound();
    if (project.archivedAt === null)
      throw new DomainError("conflict", "Only a project that has ended can be archived. Cancel it first.");
  });
};

/**
 * Takes a project out of the archive. One that is not in it stays as it is.
 * Errors: not_found; conflict when its workspace has been removed: there is nothing left to go on with.
 */
export const unarchiveProject = async ({ prisma }: Pick<Domain, "prisma">, options: ArchiveOptions): Promise<void> => {
  const { projectId: id } = options;
  await prisma.$transaction(async (tx) => {
    // The same row, and the opposite condition, as the removal of its workspace: one of the two finds nothing to do.
    const { count } = await tx.project.updateMany({
      where: { id, archivedAt: { not: null }, workspaceRemovedAt: null },
      data: { archivedAt: null },
    });
    if (count === 1) return record(tx, options, "project.unarchived");
    const project = await tx.project.findUnique({ where: { id }, select: { workspaceRemovedAt: true } });
    if (project === null) throw notFound();
    if (project.workspaceRemovedAt !== null)
      throw new DomainError(
        "conflict",
        "The workspace of this project has been removed, so it stays archived. Its records can still be read.",
      );
  });
};

/**
 * Refuses what would change an archived project. (Its state machine refuses it as well: it has ended.)
 * @throws DomainError conflict
 */
export const assertNotArchived = async (
  { prisma }: Pick<Domain, "prisma">,
  { projectId }: { projectId: string },
): Promise<void> => {
  const archived = await prisma.project.count({ where: { id: projectId, archivedAt: { not: null } } });
  if (archived > 0)
    throw new DomainError(
      "conflict",
      "This project is archived, so it can only be read. Take it out of the archive first.",
    );
};
