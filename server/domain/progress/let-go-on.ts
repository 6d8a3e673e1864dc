import { Hold, needsAnswer } from "../../contract/statuses.ts";
import type { Tx } from "../domain.ts";
import { notifyChannels } from "../events/index.ts";

/** Whether the project stands still until this ask is answered. */
export const waitsFor = async (
  tx: Tx,
  { projectId, askId }: { projectId: string; askId: string },
): Promise<boolean> => {
  const { hold } = await tx.project.findUniqueOrThrow({ where: { id: projectId }, select: { hold: true } });
  const held = Hold.nullable().parse(hold);
  return held !== null && needsAnswer(held) && held.askId === askId;
};

/** Wakes the process that waits for an answer; it looks for itself whether it is its own. */
export const ringForAnswer = async (tx: Tx): Promise<void> => {
  await tx.$executeRaw`SELECT pg_notify(${notifyChannels.answers}, '')`;
};
