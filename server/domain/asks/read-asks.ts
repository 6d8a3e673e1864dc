import { AskAnswer } from "../../contract/asks.ts";
import type { Reader } from "../domain.ts";

/** The project that an ask belongs to, for deciding who may answer. Null: no such ask. */
export const askProject = async ({ prisma }: Reader, { askId }: { askId: string }): Promise<string | null> => {
  const ask = await prisma.ask.findUnique({ where: { id: askId }, select: { projectId: true } });
  return ask?.projectId ?? null;
};

/** The human's answer to a run's permission ask about one tool use; null while there is none. */
export const permissionAnswer = async (
  { prisma }: Reader,
  { runId, toolUseId }: { runId: string; toolUseId: string },
): Promise<Extract<AskAnswer, { kind: "permission" }> | null> => {
  const ask = await prisma.ask.findFirst({
    where: { runId, kind: "permission", subject: toolUseId, status: "ANSWERED" },
    orderBy: { answeredAt: "desc" },
    select: { answer: true },
  });
  const answer = AskAnswer.nullable().parse(ask?.answer ?? null);
  return answer?.kind === "permission" ? answer : null;
};
