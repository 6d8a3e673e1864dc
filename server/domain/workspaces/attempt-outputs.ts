import { endStatuses, isEnded } from "../../contract/statuses.ts";
import type { Domain } from "../domain.ts";
import { readSettings } from "../settings/index.ts";

const dayMs = 24 * 60 * 60 * 1_000;

const endedBefore = async (domain: Pick<Domain, "prisma" | "clock">): Promise<Date | null> => {
  const { "retention.attemptOutputsAfterDays": days } = await readSettings(domain);
  return days === null ? null : new Date(domain.clock.now().getTime() - days * dayMs);
};

/**
 * Which of these projects have ended so long ago that the whole outputs of their attempts go
 * (`retention.attemptOutputsAfterDays`). What the log holds of them stays.
 */
export const outdatedAttemptOutputs = async (
  domain: Pick<Domain, "prisma" | "clock">,
  projectIds: readonly string[],
): Promise<string[]> => {
  const before = await endedBefore(domain);
  if (before === null) return [];
  const projects = await domain.prisma.project.findMany({
    where: { id: { in: [...projectIds] }, status: { in: [...endStatuses] }, finishedAt: { lte: before } },
    select: { id: true },
  });
  return projects.map(({ id }) => id);
};

/**
 * Does something short that must not happen to a project at work, with the project's row locked: it has ended before,
 * and cannot go on while this lasts. @returns false where it is not so, and nothing was done
 */
export const whileEnded = async (
  { prisma }: Pick<Domain, "prisma">,
  projectId: string,
  act: () => Promise<void>,
): Promise<boolean> =>
  prisma.$transaction(async (tx) => {
    await tx.$queryRaw`SELECT 1 FROM "Project" WHERE "id" = ${projectId} FOR NO KEY UPDATE`;
    const project = await tx.project.findUnique({ where: { id: projectId }, select: { status: true } });
    if (project === null || !isEnded(project.status)) return false;
    await act();
    return true;
  });
