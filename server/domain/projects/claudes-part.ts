import { z } from "zod";
import type { Reader } from "../domain.ts";
import { runIsThere } from "./stand-ins.ts";

/** A run that Claude worked on, if only in part, or works on now; what it did is there. */
export interface ClaudesRun {
  readonly runId: string;
  readonly projectId: string;
  readonly cycle: number;
}

const Rows = z.array(z.object({ runId: z.string(), projectId: z.string(), cycle: z.int() }));

/**
 * What Claude has done of projects that local models worked on in its place. A call that it refused is no work: only
 * answers count, and a process that works now. In a sample it is whoever stands in for nobody.
 */
export const claudesRuns = async (
  { prisma }: Reader,
  projectIds: readonly string[],
): Promise<readonly ClaudesRun[]> => {
  if (projectIds.length === 0) return [];
  const ids = [...projectIds];
  const rows = await prisma.$queryRaw`
    WITH worked AS (
      SELECT call."runId" FROM "UsageRecord" call
      WHERE call."projectId" = ANY(${ids}::text[]) AND call."kind" = 'CALL' AND call."outcome" = 'COMPLETED'
        AND call."provider" <> 'ollama' AND NOT EXISTS (
          SELECT 1 FROM "Attempt" a WHERE a."runId" = call."runId" AND a."standIn" AND a."model" = call."model")
      UNION
      SELECT a."runId" FROM "Attempt" a JOIN "Run" r ON r."id" = a."runId"
      WHERE r."projectId" = ANY(${ids}::text[]) AND a."endedAt" IS NULL AND NOT a."standIn"
        AND a."model" IS NOT NULL AND a."provider" <> 'ollama')
    SELECT run."id" AS "runId", run."projectId" AS "projectId", run."cycle" AS cycle
    FROM worked JOIN "Run" run ON run."id" = worked."runId" LEFT JOIN "Phase" phase ON phase."id" = run."phaseId"
    WHERE ${runIsThere}`;
  return Rows.parse(rows);
};
