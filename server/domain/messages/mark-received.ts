import type { Domain, Tx } from "../domain.ts";
import { appendEvents } from "../events/index.ts";
import type { Lease } from "../runs/index.ts";

/**
 * Notes that an agent has these messages, and shows in the log where that was. The mark is written with the run's lease
 * (or in a settlement, which has checked it), so that whoever has lost the run cannot take a message from the next one.
 * @returns false: fenced, nothing was written
 */
export const markReceived = async (
  tx: Tx,
  { clock }: Pick<Domain, "clock">,
  { lease, ids, settling = false }: { lease: Lease; ids: readonly string[]; settling?: boolean },
): Promise<boolean> => {
  const { projectId, runId, phaseId, attemptId, leaseToken, operation } = lease;
  const rows = await tx.message.findMany({
    where: { id: { in: [...ids] }, projectId, deliveredAt: null },
    orderBy: { createdAt: "asc" },
  });
  if (rows.length === 0) return true;
  const authors = await tx.user.findMany({
    where: { id: { in: rows.map(({ authorId }) => authorId) } },
    select: { id: true, name: true },
  });
  const head = await appendEvents(tx, {
    projectId,
    fence: settling ? null : { runId, leaseToken },
    events: rows.map(({ id, text, authorId }) => ({
      phaseId,
      runId,
      attemptId,
      payload: {
        type: "message.delivered",
        messageId: id,
        text,
        by: authors.find((author) => author.id === authorId)?.name ?? "a user who is gone",
        operation,
      },
    })),
  });
  if (head === null) return false;
  await tx.message.updateMany({
    where: { id: { in: rows.map(({ id }) => id) } },
    data: { deliveredAt: clock.now(), runId },
  });
  return true;
};
