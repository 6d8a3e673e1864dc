import { AgentRole } from "../../contract/roles.ts";
import { ToolRequest, ToolVerdict } from "../../contract/tool-requests.ts";
import { newId } from "../../platform/ids.ts";
import { openAsk } from "../asks/index.ts";
import type { Domain } from "../domain.ts";

/** Puts requests before the human again whose day has come (R26). Returns how many. */
export const reopenDueToolRequests = async (domain: Pick<Domain, "prisma" | "clock">): Promise<number> => {
  const due = await domain.prisma.toolRequest.findMany({
    where: { status: "DEFERRED", dueAt: { lte: domain.clock.now() }, project: { archivedAt: null } },
  });
  let reopened = 0;
  for (const { id, projectId, name, phaseId, runId, role, content, verdict } of due) {
    await domain.prisma.$transaction(async (tx) => {
      await tx.$queryRaw`SELECT 1 FROM "Project" WHERE "id" = ${projectId} FOR NO KEY UPDATE`;
      // Asked for anew meanwhile: that one is decided instead.
      const pending = await tx.toolRequest.count({ where: { projectId, name, status: "PENDING" } });
      const { count } = await tx.toolRequest.updateMany({
        where: { id, status: "DEFERRED" },
        data: pending > 0 ? { status: "WITHDRAWN", dueAt: null } : { status: "PENDING", dueAt: null },
      });
      if (count === 0 || pending > 0) return;
      const former = ToolVerdict.parse(verdict);
      await openAsk(domain, tx, {
        askId: newId("ask"),
        projectId,
        runId,
        phaseId,
        subject: id,
        content: {
          kind: "tool_request",
          requestId: id,
          from: AgentRole.parse(role),
          request: ToolRequest.parse(content),
          deferred: former.decision === "defer" ? { until: former.until, reason: former.reason } : null,
        },
      });
      reopened += 1;
    });
  }
  return reopened;
};
