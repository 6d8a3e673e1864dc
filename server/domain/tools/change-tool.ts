import type { Viewer } from "../../contract/views.ts";
import { DomainError } from "../../platform/errors.ts";
import { appendAudit } from "../audit/index.ts";
import type { Domain } from "../domain.ts";
import { accessColumns, accessOf } from "../projects/index.ts";

/**
 * Switches a tool on or off, or removes it for good; from the very next call on. What is under way ends by itself.
 * Errors: not_found, forbidden, conflict (removed before).
 */
export const changeTool = async (
  { prisma, clock }: Pick<Domain, "prisma" | "clock">,
  {
    toolId,
    change,
    actor,
  }: { toolId: string; change: "enable" | "disable" | "remove"; actor: Pick<Viewer, "id" | "role"> },
): Promise<void> => {
  await prisma.$transaction(async (tx) => {
    const tool = await tx.tool.findUnique({
      where: { id: toolId },
      include: { project: { select: accessColumns } },
    });
    const access = tool?.project ? accessOf(actor, tool.project) : null;
    if (tool === null || access === "none")
      throw new DomainError("not_found", "This tool does not exist, or you may not see it.");
    if (actor.role !== "ADMIN" && access !== "steer")
      throw new DomainError("forbidden", "Only an admin may change a tool that all projects have.");
    const { count } = await tx.tool.updateMany({
      where: { id: toolId, removedAt: null },
      data: change === "remove" ? { removedAt: clock.now(), enabled: false } : { enabled: change === "enable" },
    });
    if (count === 0) throw new DomainError("conflict", "This tool has been removed.");
    await appendAudit(tx, {
      actorId: actor.id,
      action: changed[change],
      subjectId: toolId,
      detail: { name: tool.name },
    });
  });
};

const changed = { enable: "tool.enabled", disable: "tool.disabled", remove: "tool.removed" } as const;
