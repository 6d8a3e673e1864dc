import type { UsageTotals } from "../../contract/views.ts";
import type { Reader } from "../domain.ts";

export const noUsage: UsageTotals = { inputTokens: 0, outputTokens: 0, reportedCostMicros: null };

/** A cost that nobody reported stays null instead of becoming 0. */
const addCosts = (a: number | null, b: number | null): number | null =>
  a === null && b === null ? null : (a ?? 0) + (b ?? 0);

/** Adds totals. */
export const addUsage = (a: UsageTotals, b: UsageTotals): UsageTotals => ({
  inputTokens: a.inputTokens + b.inputTokens,
  outputTokens: a.outputTokens + b.outputTokens,
  reportedCostMicros: addCosts(a.reportedCostMicros, b.reportedCostMicros),
});

const summed = {
  inputUncached: true,
  cacheRead: true,
  cacheWrite5m: true,
  cacheWrite1h: true,
  output: true,
  reportedCostMicros: true,
} as const;

const totals = (
  sums: { readonly [Key in keyof typeof summed]: number | bigint | null },
  reportedByPrograms: number | null,
): UsageTotals => ({
  inputTokens:
    Number(sums.inputUncached ?? 0) +
    Number(sums.cacheRead ?? 0) +
    Number(sums.cacheWrite5m ?? 0) +
    Number(sums.cacheWrite1h ?? 0),
  outputTokens: Number(sums.output ?? 0),
  reportedCostMicros: addCosts(
    sums.reportedCostMicros === null ? null : Number(sums.reportedCostMicros),
    reportedByPrograms,
  ),
});

/** Tokens and reported cost per project. Projects without any are absent. */
export const usageByProject = async (
  { prisma }: Reader,
  projectIds: readonly string[],
): Promise<ReadonlyMap<string, UsageTotals>> => {
  const rows = await prisma.usageRecord.groupBy({
    by: ["projectId"],
    where: { projectId: { in: [...projectIds] } },
    _sum: summed,
  });
  const reported = await prisma.$queryRaw<{ projectId: string; micros: bigint }[]>`
    SELECT "Run"."projectId", sum("Attempt"."reportedCostMicros") AS "micros"
    FROM "Attempt" JOIN "Run" ON "Run"."id" = "Attempt"."runId"
    WHERE "Run"."projectId" = ANY(${[...projectIds]}) AND "Attempt"."reportedCostMicros" IS NOT NULL
    GROUP BY "Run"."projectId"`;
  const micros = new Map(reported.map((row) => [row.projectId, Number(row.micros)]));
  return new Map(rows.map((row) => [row.projectId, totals(row._sum, micros.get(row.projectId) ?? null)]));
};

/** Tokens and reported cost per run of one project. Runs without any are absent. */
export const usageByRun = async ({ prisma }: Reader, projectId: string): Promise<ReadonlyMap<string, UsageTotals>> => {
  const rows = await prisma.usageRecord.groupBy({ by: ["runId"], where: { projectId }, _sum: summed });
  const reported = await prisma.attempt.groupBy({
    by: ["runId"],
    where: { run: { projectId } },
    _sum: { reportedCostMicros: true },
  });
  const micros = new Map(reported.map((row) => [row.runId, row._sum.reportedCostMicros]));
  return new Map(rows.map((row) => [row.runId, totals(row._sum, micros.get(row.runId) ?? null)]));
};
