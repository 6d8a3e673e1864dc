import { DomainError } from "../../platform/errors.ts";
import { appendAudit } from "../audit/index.ts";
import type { Domain } from "../domain.ts";

/**
 * Has a folder removed that belongs to no project. Never done by a rule: a database that was restored from an older
 * backup knows fewer projects than the disk. Errors: not_found; conflict when it is a project's after all.
 */
export const removeOrphan = async (
  { prisma, clock }: Pick<Domain, "prisma" | "clock">,
  { folder, actorId }: { folder: string; actorId: string },
): Promise<void> => {
  await prisma.$transaction(async (tx) => {
    if ((await tx.project.count({ where: { id: folder } })) > 0)
      throw new DomainError("conflict", "This folder belongs to a project. Archive the project, then remove it there.");
    const { count } = await tx.orphanedWorkspace.updateMany({
      where: { folder },
      data: { removeAskedAt: clock.now() },
    });
    if (count === 0) throw new DomainError("not_found", "There is no such folder (any more).");
    await appendAudit(tx, { actorId, action: "workspace.removed", subjectId: folder, detail: { orphaned: true } });
  });
};

/**
 * Whether a folder may be removed as an orphan now, asked immediately before: an admin wants it, and it still belongs
 * to no project.
 */
export const isOrphanToRemove = async ({ prisma }: Pick<Domain, "prisma">, folder: string): Promise<boolean> => {
  const asked = await prisma.orphanedWorkspace.count({ where: { folder, removeAskedAt: { not: null } } });
  return asked > 0 && (await prisma.project.count({ where: { id: folder } })) === 0;
};

/** Nothing is left of an orphaned folder, or it is none. */
export const forgetOrphan = async ({ prisma }: Pick<Domain, "prisma">, folder: string): Promise<void> => {
  await prisma.orphanedWorkspace.deleteMany({ where: { folder } });
};
