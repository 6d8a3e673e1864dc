import { z } from "zod";
import type { CostEstimate } from "../../contract/costs.ts";
import type { Reader } from "../domain.ts";

/** With fewer accepted phases an estimate would be a guess. */
const fewestPhases = 3;
/** Older ones say little about today's models and prices. */
const mostPhases = 50;

const History = z.tuple([
  z.object({ phases: z.int(), low: z.number().nullable(), median: z.number().nullable(), high: z.number().nullable() }),
]);
const Beside = z.tuple([z.object({ median: z.number().nullable() })]);

/**
 * What a plan was expected to cost when it was made, from what stood in the ledger by then: so many phases at the
 * median (and the quartiles) of the newest accepted phases, and the median of what projects cost beside their phases.
 * Only phases whose every call has a figure count. Null without at least three of them.
 */
export const estimateOf = async (
  { prisma }: Reader,
  { phases, before }: { readonly phases: number; readonly before: Date },
): Promise<CostEstimate | null> => {
  if (phases === 0) return null;
  const [history] = History.parse(
    await prisma.$queryRaw`
      SELECT count(*)::int AS "phases",
        percentile_cont(0.25) WITHIN GROUP (ORDER BY "micros") AS "low",
        percentile_cont(0.5) WITHIN GROUP (ORDER BY "micros") AS "median",
        percentile_cont(0.75) WITHIN GROUP (ORDER BY "micros") AS "high"
      FROM (
        SELECT sum(u."costMicros")::float8 AS "micros"
        FROM "Phase" p JOIN "UsageRecord" u ON u."phaseId" = p."id" AND u."projectId" = p."projectId"
        WHERE p."status" = 'ACCEPTED' AND p."finishedAt" < ${before} AND u."accountKind" IN ('api_key', 'subscription')
        GROUP BY p."id", p."finishedAt" HAVING bool_and(u."costMicros" IS NOT NULL)
        ORDER BY p."finishedAt" DESC LIMIT ${mostPhases}) AS accepted`,
  );
  const { low, median, high } = history;
  if (history.phases < fewestPhases || low === null || median === null || high === null) return null;
  const [beside] = Beside.parse(
    await prisma.$queryRaw`
      SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY "micros") AS "median"
      FROM (
        SELECT sum(u."costMicros")::float8 AS "micros"
        FROM "UsageRecord" u JOIN "Project" p ON p."id" = u."projectId"
        WHERE u."phaseId" IS NULL AND p."status" = 'SUCCEEDED' AND p."finishedAt" < ${before}
          AND u."accountKind" IN ('api_key', 'subscription')
        GROUP BY p."id", p."finishedAt" HAVING bool_and(u."costMicros" IS NOT NULL)
        ORDER BY p."finishedAt" DESC LIMIT ${mostPhases}) AS done`,
  );
  const whole = (phase: number): number => Math.round(phase * phases + (beside.median ?? 0));
  return {
    lowMicros: whole(low),
    medianMicros: whole(median),
    highMicros: whole(high),
    phases,
    basedOnPhases: history.phases,
  };
};
