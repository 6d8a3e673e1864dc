import { statusAfter, ToolRequest, type ToolVerdict } from "../../contract/tool-requests.ts";
import { DomainError } from "../../platform/errors.ts";
import type { Domain, Tx } from "../domain.ts";
import { storableObject } from "../events/index.ts";

/** Midnight UTC on which the day begins. */
const dayBegins = (day: string): Date => new Date(`${day}T00:00:00.000Z`);

/**
 * Writes the human's decision about a request, in the transaction that answers its ask. Error: invalid (a day that has
 * passed).
 */
export const answerToolRequest = async (
  { clock }: Pick<Domain, "clock">,
  tx: Tx,
  { requestId, verdict, actorId }: { requestId: string; verdict: ToolVerdict; actorId: string },
): Promise<{ readonly name: string }> => {
  const now = clock.now();
  const { content } = await tx.toolRequest.findUniqueOrThrow({ where: { id: requestId }, select: { content: true } });
  const { name } = ToolRequest.parse(content);
  const dueAt = verdict.decision === "defer" ? dayBegins(verdict.until) : null;
  if (dueAt !== null && dueAt <= now) throw new DomainError("invalid", "Choose a day that is still to come.");
  if (verdict.decision === "approve" && verdict.deadline !== null && dayBegins(verdict.deadline) <= now)
    throw new DomainError("invalid", "Choose a deadline that is still to come.");
  await tx.toolRequest.update({
    where: { id: requestId },
    data: {
      status: statusAfter[verdict.decision],
      verdict: storableObject(verdict),
      dueAt,
      decidedAt: now,
      decidedById: actorId,
    },
  });
  return { name };
};
