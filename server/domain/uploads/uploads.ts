import { endStatuses } from "../../contract/statuses.ts";
import { DomainError } from "../../platform/errors.ts";
import { appendAudit } from "../audit/index.ts";
import type { Domain, Reader, Tx } from "../domain.ts";

/** How long an archive is kept that no project has been made from. */
const unusedMs = 24 * 60 * 60 * 1_000;
/** How many of those one person may have. */
const mostUnused = 20;

/** Error: throttled. */
export const refuseTooManyUploads = async ({ prisma }: Reader, { ownerId }: { ownerId: string }): Promise<void> => {
  const unused = await prisma.upload.count({ where: { ownerId, projectId: null } });
  if (unused >= mostUnused)
    throw new DomainError(
      "throttled",
      `You have sent ${unused} archives that no project was made from. They are removed after a day; then you can send more.`,
    );
};

/** The file is there, whole: from now on a project can be made from it. */
export const recordUpload = async (
  { prisma }: Pick<Domain, "prisma">,
  { id, ownerId, name, bytes }: { id: string; ownerId: string; name: string; bytes: number },
): Promise<void> => {
  await prisma.$transaction(async (tx) => {
    await tx.upload.create({ data: { id, ownerId, name, bytes } });
    await appendAudit(tx, { actorId: ownerId, action: "archive.uploaded", subjectId: id, detail: { name, bytes } });
  });
};

const gone = (): DomainError =>
  new DomainError("invalid", "The archive is not there any more: it was used, or removed after a day. Send it again.");

/** Somebody's own that no project uses yet. Error: invalid. */
export const findUpload = async (
  { prisma }: Reader,
  { uploadId, ownerId }: { uploadId: string; ownerId: string },
): Promise<{ name: string }> => {
  const upload = await prisma.upload.findFirst({
    where: { id: uploadId, ownerId, projectId: null },
    select: { name: true },
  });
  if (upload === null) throw gone();
  return upload;
};

/** Makes it a project's, for good: of two who want it, one gets it. Error: invalid. */
export const claimUpload = async (
  tx: Tx,
  { uploadId, ownerId, projectId }: { uploadId: string; ownerId: string; projectId: string },
): Promise<void> => {
  const { count } = await tx.upload.updateMany({
    where: { id: uploadId, ownerId, projectId: null },
    data: { projectId },
  });
  if (count === 0) throw gone();
};

/** What nobody needs any more: brought in, of a project that has ended or starts from something else, or never used. */
export const removableUploads = async ({ prisma, clock }: Pick<Domain, "prisma" | "clock">): Promise<string[]> => {
  const before = new Date(clock.now().getTime() - unusedMs);
  const rows = await prisma.upload.findMany({
    where: {
      OR: [
        { projectId: null, createdAt: { lte: before } },
        { project: { OR: [{ importedAt: { not: null } }, { status: { in: [...endStatuses] } }] } },
      ],
    },
    select: { id: true },
  });
  return rows.map(({ id }) => id);
};

/** Its file is gone. */
export const forgetUpload = async ({ prisma }: Pick<Domain, "prisma">, uploadId: string): Promise<void> => {
  await prisma.upload.deleteMany({ where: { id: uploadId } });
};

/** Those of these names that are on record. */
export const knownUploads = async ({ prisma }: Reader, names: readonly string[]): Promise<ReadonlySet<string>> => {
  const rows = await prisma.upload.findMany({ where: { id: { in: [...names] } }, select: { id: true } });
  return new Set(rows.map(({ id }) => id));
};
