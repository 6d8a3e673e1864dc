import type { TokenUsage } from "../../contract/usage.ts";
import type { Tx } from "../domain.ts";
import type { AttemptReport, Lease } from "../runs/index.ts";

/**
 * Keeps what an attempt says of itself beside the ledger, where its calls have their records already: whether or not
 * its result still counts.
 * @returns the attempt's usage by model, from the ledger
 */
export const reconcileAttempt = async (
  tx: Tx,
  { lease, report }: { lease: Lease; report: AttemptReport },
): Promise<TokenUsage[]> => {
  const costs = report.usage.flatMap(({ reportedCostMicros }) => reportedCostMicros ?? []);
  if (report.usage.length > 0) {
    await tx.attempt.update({
      where: { id: lease.attemptId },
      data: {
        reportedUsage: [...report.usage],
        reportedWhole: report.usageIsWhole,
        reportedCostMicros: costs.length === 0 ? null : costs.reduce((sum, cost) => sum + cost, 0),
      },
    });
  }
  return usageOfAttempt(tx, lease.attemptId);
};

const usageOfAttempt = async (tx: Tx, attemptId: string): Promise<TokenUsage[]> => {
  const rows = await tx.usageRecord.groupBy({
    by: ["model"],
    where: { attemptId },
    orderBy: { model: "asc" },
    _sum: {
      inputUncached: true,
      cacheRead: true,
      cacheWrite5m: true,
      cacheWrite1h: true,
      output: true,
    },
  });
  return rows.map(({ model, _sum }) => ({
    model,
    inputUncached: _sum.inputUncached ?? 0,
    cacheRead: _sum.cacheRead ?? 0,
    cacheWrite5m: _sum.cacheWrite5m ?? 0,
    cacheWrite1h: _sum.cacheWrite1h ?? 0,
    output: _sum.output ?? 0,
    reportedCostMicros: null,
  }));
};
