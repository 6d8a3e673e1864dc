import { Prisma } from "../../db/generated/client.ts";
import { sourceWords, StoredSource, type ProjectSource } from "../../contract/sources.ts";
import { DomainError } from "../../platform/errors.ts";
import { appendAudit } from "../audit/index.ts";
import type { Domain } from "../domain.ts";
import { admitSource, storeSource } from "./admit-source.ts";

/** The states in which nobody is bringing anything in. */
const changeableStatuses = ["DRAFT", "QUEUED", "WAITING", "PAUSED"] as const;

/**
 * Chooses something else to start from, as long as nothing has been brought in. A project that waits because of it is
 * let go on by the caller. Errors: conflict, and those of admitSource.
 */
export const changeSource = async (
  domain: Pick<Domain, "prisma">,
  { projectId, source, actorId }: { projectId: string; source: ProjectSource | null; actorId: string },
): Promise<{ waits: boolean }> => {
  const { prisma } = domain;
  const project = await prisma.project.findUniqueOrThrow({ where: { id: projectId } });
  const { ownerId } = project;
  if (source !== null && actorId !== ownerId && source.kind === "git" && source.credentialId !== null)
    throw new DomainError("forbidden", "Only its owner can have their credential used for this project.");
  const admitted =
    source === null
      ? null
      : await admitSource(domain, { source, ownerId: source.kind === "archive" ? actorId : ownerId });
  return prisma.$transaction(async (tx) => {
    await tx.$queryRaw`SELECT 1 FROM "Project" WHERE "id" = ${projectId} FOR NO KEY UPDATE`;
    const {
      status,
      importedAt,
      source: before,
      heldFrom,
    } = await tx.project.findUniqueOrThrow({ where: { id: projectId } });
    const submitted = status !== "DRAFT" && status !== "QUEUED";
    // Later than that, planning has begun without anything.
    const importing = before !== null && importedAt === null && (!submitted || heldFrom === "PLANNING");
    if (!changeableStatuses.some((one) => one === status) || (submitted && !importing) || importedAt !== null)
      throw new DomainError(
        "conflict",
        "It has been brought in already, or is being brought in now. Pause the project first.",
      );
    if (admitted !== null) await storeSource(tx, { projectId, source: admitted, ownerId: actorId });
    // A run that is to bring something in is there: it brings in nothing.
    else
      await tx.project.update({
        where: { id: projectId },
        data: { source: submitted ? { kind: "empty" } : Prisma.DbNull, importConfirmed: null },
      });
    const from = StoredSource.nullable().parse(before);
    const detail = {
      from: from === null ? null : sourceWords(from),
      to: admitted === null ? null : sourceWords(admitted),
    };
    await appendAudit(tx, { actorId, action: "project.source_changed", subjectId: projectId, detail });
    return { waits: status === "WAITING" };
  });
};

/** A person has looked at what was found in the files. What is found next time must be the same for this to count. */
export const confirmImport = async (
  { prisma }: Pick<Domain, "prisma">,
  { projectId, hash, actorId }: { projectId: string; hash: string; actorId: string },
): Promise<void> => {
  await prisma.$transaction(async (tx) => {
    const { count } = await tx.project.updateMany({
      where: { id: projectId, importedAt: null },
      data: { importConfirmed: hash },
    });
    if (count === 0) throw new DomainError("conflict", "It has been brought in already.");
    await appendAudit(tx, { actorId, action: "project.import_confirmed", subjectId: projectId, detail: { hash } });
  });
};
