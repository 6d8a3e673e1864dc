import { z } from "zod";
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
  const reads = new Map<string, readonly string[]>();
  for (const { id, status, runId } of asks)
    if (status === "PENDING" && runId !== null) reads.set(id, await readBefore({ prisma }, { projectId, runId }));
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
    readBefore: reads.get(ask.id) ?? [],
  }));
};

/** More says less: what led to the asking was read shortly before it. */
const mostReads = 5;

const Reads = z.array(z.object({ target: z.string() }));

/** What a run has read last: files by their paths, pages by their addresses. */
const readBefore = async (
  { prisma }: Reader,
  { projectId, runId }: { projectId: string; runId: string },
): Promise<readonly string[]> => {
  const rows = await prisma.$queryRaw`
    SELECT "target" FROM (
      SELECT COALESCE("payload"->'input'->>'file_path', "payload"->'input'->>'url') AS "target", max("sequence") AS "last"
      FROM "Event"
      WHERE "projectId" = ${projectId} AND "runId" = ${runId} AND "type" = 'tool.called'
        AND "payload"->>'name' IN ('Read', 'WebFetch')
      GROUP BY 1) AS reads
    WHERE "target" IS NOT NULL ORDER BY "last" DESC LIMIT ${mostReads}`;
  return Reads.parse(rows).map(({ target }) => target);
};
