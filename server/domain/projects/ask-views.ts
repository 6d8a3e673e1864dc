import { AskAnswer, AskContent } from "../../contract/asks.ts";
import type { AskView } from "../../contract/views.ts";
import type { Reader } from "../domain.ts";
import { toolAdvice } from "../tool-requests/index.ts";

/** What a project's agents have asked for, answered or not, the oldest first. */
export const askViews = async ({ prisma }: Reader, projectId: string): Promise<AskView[]> => {
  const asks = await prisma.ask.findMany({
    where: { projectId, status: { not: "WITHDRAWN" } },
    orderBy: { createdAt: "asc" },
  });
  const answeredBy = await prisma.user.findMany({
    where: { id: { in: asks.flatMap(({ answeredById }) => answeredById ?? []) } },
    select: { id: true, name: true },
  });
  const names = new Map(answeredBy.map(({ id, name }) => [id, name]));
  const requestIds = asks.flatMap(({ kind, subject }) => (kind === "tool_request" ? [subject] : []));
  const advice = await toolAdvice({ prisma }, { requestIds });
  return asks.map((ask) => ({
    id: ask.id,
    runId: ask.runId,
    content: AskContent.parse(ask.content),
    contentHash: ask.contentHash,
    createdAt: ask.createdAt,
    answer: AskAnswer.nullable().parse(ask.answer),
    answeredBy: ask.answeredById === null ? null : (names.get(ask.answeredById) ?? null),
    answeredAt: ask.answeredAt,
    expiresAt: ask.expiresAt,
    advice: advice.get(ask.subject) ?? null,
  }));
};
