import type { AskAnswer } from "../../contract/asks.ts";
import type { Domain } from "../domain.ts";
import { appendEvents, storableObject } from "../events/index.ts";
import { applySignal } from "../projects/index.ts";
import { ringForAnswer, waitsFor } from "./let-go-on.ts";

const refusal: AskAnswer = {
  kind: "permission",
  decision: "deny",
  reason: "Nobody answered in time, so this was not carried out. Go on another way, without it.",
};

/** Permissions whose time has run out become refusals, which their agents are told. Returns how many. */
export const expireAsks = async (domain: Domain): Promise<number> => {
  const now = domain.clock.now();
  const due = await domain.prisma.ask.findMany({
    where: { status: "PENDING", kind: "permission", expiresAt: { lte: now } },
    select: { id: true, projectId: true, runId: true },
  });
  let expired = 0;
  for (const { id: askId, projectId, runId } of due) {
    await domain.prisma.$transaction(async (tx) => {
      await tx.$queryRaw`SELECT 1 FROM "Project" WHERE "id" = ${projectId} FOR NO KEY UPDATE`;
      const { count } = await tx.ask.updateMany({
        where: { id: askId, status: "PENDING" },
        data: { status: "ANSWERED", answer: storableObject(refusal), answeredAt: now },
      });
      if (count === 0) return;
      await appendEvents(tx, {
        projectId,
        fence: null,
        events: [{ runId, payload: { type: "ask.answered", askId, answer: refusal, by: "the deadline" } }],
      });
      if (await waitsFor(tx, { projectId, askId }))
        await applySignal(domain, tx, { projectId, signal: { type: "permission_answered" } });
      else await ringForAnswer(tx);
      expired += 1;
    });
  }
  return expired;
};
