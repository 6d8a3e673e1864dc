import { isEnded } from "../../contract/statuses.ts";
import { DomainError } from "../../platform/errors.ts";
import { appendAudit } from "../audit/index.ts";
import type { Domain } from "../domain.ts";
import { appendEvents } from "../events/index.ts";
import type { SteerOptions } from "./steer-project.ts";

/** Both 1-10; their product orders the queue. */
export interface Priority {
  readonly importance: number;
  readonly urgency: number;
}

/**
 * Changes where a project stands in the queue. What has left it already goes on as it does.
 * Errors: not_found; conflict where it has ended.
 * @returns what it was before, for whoever wants it back
 */
export const changePriority = async (
  { prisma }: Pick<Domain, "prisma">,
  { projectId, actorId, importance, urgency }: SteerOptions & Priority,
): Promise<Priority> =>
  prisma.$transaction(async (tx) => {
    await tx.$queryRaw`SELECT 1 FROM "Project" WHERE "id" = ${projectId} FOR NO KEY UPDATE`;
    const project = await tx.project.findUnique({ where: { id: projectId } });
    if (project === null) throw new DomainError("not_found", "This project does not exist, or you may not see it.");
    if (isEnded(project.status))
      throw new DomainError("conflict", "This project has ended, so its priority decides nothing any more.");
    const before = { importance: project.importance, urgency: project.urgency };
    if (before.importance === importance && before.urgency === urgency) return before;
    await tx.project.update({
      where: { id: projectId },
      data: { importance, urgency, priority: importance * urgency },
    });
    const { name: by } = await tx.user.findUniqueOrThrow({ where: { id: actorId }, select: { name: true } });
    await appendEvents(tx, {
      projectId,
      fence: null,
      events: [{ payload: { type: "project.priority_changed", importance, urgency, by } }],
    });
    await appendAudit(tx, {
      actorId,
      action: "project.priority_changed",
      subjectId: projectId,
      detail: { importance, urgency, importanceBefore: before.importance, urgencyBefore: before.urgency },
    });
    return before;
  });
