import { withdrawAsks } from "../asks/index.ts";
import type { Domain, Tx } from "../domain.ts";

/** The project is cancelled: nobody works who could use a tool, and nobody need think about one. */
export const withdrawToolRequests = async (
  { clock }: Pick<Domain, "clock">,
  tx: Tx,
  { projectId }: { projectId: string },
): Promise<void> => {
  await withdrawAsks(tx, { projectId, where: { kind: "tool_request" } });
  await tx.toolRequest.updateMany({
    where: { projectId, status: { in: ["PENDING", "DEFERRED"] } },
    data: { status: "WITHDRAWN", dueAt: null },
  });
  await tx.run.updateMany({
    where: { projectId, operation: "ASSESS_TOOL", status: { in: ["QUEUED", "RUNNING"] } },
    data: {
      status: "CANCELLED",
      leaseToken: { increment: 1 },
      runnerId: null,
      leaseExpiresAt: null,
      finishedAt: clock.now(),
    },
  });
};
