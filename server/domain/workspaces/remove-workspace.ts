import { z } from "zod";
import { endStatuses } from "../../contract/statuses.ts";
import { Prisma } from "../../db/generated/client.ts";
import { DomainError } from "../../platform/errors.ts";
import { appendAudit } from "../audit/index.ts";
import type { Domain, Tx } from "../domain.ts";
import { appendEvents } from "../events/index.ts";
import { readSettings } from "../settings/index.ts";

/**
 * Removing a workspace is decided here, in the database, and carried out by a runner (server/runner/retention.ts).
 * The decision is for good and is one conditional update: of an archived project that has no process any more. Taking
 * a project out of the archive is a conditional update of the same row, so exactly one of the two happens; and a
 * check constraint holds that no other project's workspace is ever marked.
 */
const decide = async (
  tx: Tx,
  { projectId, archivedBefore, now }: { projectId: string; archivedBefore: Date; now: Date },
): Promise<{ bytes: number | null } | null> => {
  const [decided] = Decided.parse(
    await tx.$queryRaw`
      UPDATE "Project" SET "workspaceRemovedAt" = ${now}
      WHERE "id" = ${projectId} AND "archivedAt" <= ${archivedBefore} AND "workspaceRemovedAt" IS NULL
        AND "status"::text IN (${Prisma.join([...endStatuses])})
        AND NOT EXISTS (
          SELECT 1 FROM "Attempt" a JOIN "Run" r ON r."id" = a."runId"
          WHERE r."projectId" = "Project"."id" AND a."endedAt" IS NULL)
      RETURNING "workspaceBytes"`,
  );
  return decided === undefined ? null : { bytes: decided.workspaceBytes };
};

const Decided = z.array(
  z.object({
    workspaceBytes: z
      .bigint()
      .nullable()
      .transform((bytes) => (bytes === null ? null : Number(bytes))),
  }),
);

const record = async (
  tx: Tx,
  { projectId, actor, bytes }: { projectId: string; actor: { id: string; name: string } | null; bytes: number | null },
): Promise<void> => {
  await appendEvents(tx, {
    projectId,
    fence: null,
    events: [{ payload: { type: "workspace.removed", by: actor?.name ?? null, bytes } }],
  });
  await appendAudit(tx, {
    actorId: actor?.id ?? null,
    action: "workspace.removed",
    subjectId: projectId,
    detail: { bytes },
  });
};

/**
 * Has an archived project's workspace removed because somebody wants it. Its records, log and report stay.
 * Errors: not_found; conflict while it is not archived, when it was removed before, or while its processes still end.
 */
export const removeWorkspace = async (
  { prisma, clock }: Pick<Domain, "prisma" | "clock">,
  { projectId, actorId }: { projectId: string; actorId: string },
): Promise<void> => {
  await prisma.$transaction(async (tx) => {
    const now = clock.now();
    const decided = await decide(tx, { projectId, archivedBefore: now, now });
    if (decided === null) throw await whyNot(tx, projectId);
    const actor = await tx.user.findUniqueOrThrow({ where: { id: actorId }, select: { id: true, name: true } });
    await record(tx, { projectId, actor, bytes: decided.bytes });
  });
};

const whyNot = async (tx: Tx, projectId: string): Promise<DomainError> => {
  const project = await tx.project.findUnique({
    where: { id: projectId },
    select: { archivedAt: true, workspaceRemovedAt: true },
  });
  if (project === null) return new DomainError("not_found", "This project does not exist, or you may not see it.");
  if (project.workspaceRemovedAt !== null)
    return new DomainError("conflict", "The workspace of this project has been removed already.");
  if (project.archivedAt === null)
    return new DomainError(
      "conflict",
      "Only an archived project's workspace can be removed. Archive the project first.",
    );
  return new DomainError("conflict", "A process of this project is still ending. Try again in a few seconds.");
};

const dayMs = 24 * 60 * 60 * 1_000;
const atOnce = 50;

/**
 * Decides the removals that the rule asks for: workspaces of projects that have been archived for longer than
 * `retention.removeArchivedAfterDays`. @returns how many
 */
export const decideRemovalsByRule = async (domain: Pick<Domain, "prisma" | "clock">): Promise<number> => {
  const { "retention.removeArchivedAfterDays": days } = await readSettings(domain);
  if (days === null) return 0;
  const now = domain.clock.now();
  const archivedBefore = new Date(now.getTime() - days * dayMs);
  const due = await domain.prisma.project.findMany({
    where: { archivedAt: { lte: archivedBefore }, workspaceRemovedAt: null },
    orderBy: { archivedAt: "asc" },
    take: atOnce,
    select: { id: true },
  });
  let count = 0;
  for (const { id: projectId } of due) {
    await domain.prisma.$transaction(async (tx) => {
      const decided = await decide(tx, { projectId, archivedBefore, now });
      if (decided === null) return;
      await record(tx, { projectId, actor: null, bytes: decided.bytes });
      count += 1;
    });
  }
  return count;
};

/** The folders whose removal is decided and not confirmed yet: projects' and orphaned ones. */
export const pendingRemovals = async ({
  prisma,
}: Pick<Domain, "prisma">): Promise<{ projectIds: readonly string[]; orphans: readonly string[] }> => {
  const projects = await prisma.project.findMany({
    where: {
      workspaceRemovedAt: { not: null },
      OR: [{ workspaceBytes: null }, { workspaceBytes: { not: 0 } }],
    },
    select: { id: true },
    take: atOnce,
  });
  const orphans = await prisma.orphanedWorkspace.findMany({
    where: { removeAskedAt: { not: null } },
    select: { folder: true },
    take: atOnce,
  });
  return { projectIds: projects.map(({ id }) => id), orphans: orphans.map(({ folder }) => folder) };
};

/** Nothing is left of a workspace whose removal was decided. */
export const confirmRemoval = async (
  { prisma, clock }: Pick<Domain, "prisma" | "clock">,
  { projectId }: { projectId: string },
): Promise<void> => {
  await prisma.project.updateMany({
    where: { id: projectId, workspaceRemovedAt: { not: null } },
    data: {
      workspaceBytes: 0,
      workspaceFileBytes: 0,
      workspaceFiles: 0,
      workspacePartly: false,
      workspaceMeasuredAt: clock.now(),
    },
  });
};
