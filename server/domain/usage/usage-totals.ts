import type { UsageTotals } from "../../contract/views.ts";
import type { Reader } from "../domain.ts";

interface Sums {
  readonly inputUncached: number | null;
  readonly cacheRead: number | null;
  readonly cacheWrite5m: number | null;
  readonly cacheWrite1h: number | null;
  readonly output: number | null;
  readonly reportedCostMicros: number | null;
}

export const noUsage: UsageTotals = { inputTokens: 0, outputTokens: 0, reportedCostMicros: null };

/** Adds totals; a cost that nobody reported stays null instead of becoming 0. */
export const addUsage = (a: UsageTotals, b: UsageTotals): UsageTotals => ({
  inputTokens: a.inputTokens + b.inputTokens,
  outputTokens: a.outputTokens + b.outputTokens,
  reportedCostMicros:
    a.reportedCostMicros === null && b.reportedCostMicros === null
      ? null
      : (a.reportedCostMicros ?? 0) + (b.reportedCostMicros ?? 0),
});

const totals = (sums: Sums): UsageTotals => ({
  inputTokens: (sums.inputUncached ?? 0) + (sums.cacheRead ?? 0) + (sums.cacheWrite5m ?? 0) + (sums.cacheWrite1h ?? 0),
  outputTokens: sums.output ?? 0,
  reportedCostMicros: sums.reportedCostMicros,
});

const summed = {
  inputUncached: true,
  cacheRead: true,
  cacheWrite5m: true,
  cacheWrite1h: true,
  output: true,
  reportedCostMicros: true,
} as const;

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
  return new Map(rows.map((row) => [row.projectId, totals(row._sum)]));
};

/** Tokens and reported cost per run of one project. Runs without any are absent. */
export const usageByRun = async ({ prisma }: Reader, projectId: string): Promise<ReadonlyMap<string, UsageTotals>> => {
  const rows = await prisma.usageRecord.groupBy({ by: ["runId"], where: { projectId }, _sum: summed });
  return new Map(rows.map((row) => [row.runId, totals(row._sum)]));
};
