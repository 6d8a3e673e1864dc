import type { TokenUsage } from "../../contract/usage.ts";
import { newId } from "../../platform/ids.ts";
import type { Tx } from "../domain.ts";
import type { AttemptReport, Lease } from "../runs/index.ts";

/**
 * Writes what an attempt cost, whether or not its result still counts: tokens of a fenced attempt were spent all the
 * same. The key (attempt, ordinal) makes a repetition harmless.
 * @returns the attempt's usage by model, from the records
 */
export const recordUsage = async (
  tx: Tx,
  { lease, report }: { lease: Lease; report: AttemptReport },
): Promise<TokenUsage[]> => {
  switch (report.meteredBy) {
    case "client":
      await recordCalls(tx, { lease, report });
      break;
    case "gateway":
      await keepReport(tx, { lease, report });
      break;
  }
  return usageOfAttempt(tx, lease.attemptId);
};

/** The calls have their records already, written by the gateway as each ended. */
const keepReport = async (tx: Tx, { lease, report }: { lease: Lease; report: AttemptReport }): Promise<void> => {
  const costs = report.usage.flatMap(({ reportedCostMicros }) => reportedCostMicros ?? []);
  await tx.attempt.update({
    where: { id: lease.attemptId },
    data: {
      reportedUsage: [...report.usage],
      reportedCostMicros: costs.length === 0 ? null : costs.reduce((sum, cost) => sum + cost, 0),
    },
  });
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
      reportedCostMicros: true,
    },
  });
  return rows.map(({ model, _sum }) => ({
    model,
    inputUncached: _sum.inputUncached ?? 0,
    cacheRead: _sum.cacheRead ?? 0,
    cacheWrite5m: _sum.cacheWrite5m ?? 0,
    cacheWrite1h: _sum.cacheWrite1h ?? 0,
    output: _sum.output ?? 0,
    reportedCostMicros: _sum.reportedCostMicros,
  }));
};

const recordCalls = async (tx: Tx, { lease, report }: { lease: Lease; report: AttemptReport }): Promise<void> => {
  const { provider, accountKind, usage } = report;
  if (provider === null || accountKind === null || usage.length === 0) return;
  await tx.usageRecord.createMany({
    skipDuplicates: true,
    data: usage.map((tokens, ordinal) => ({
      id: newId("usageRecord"),
      key: `${lease.attemptId}:${ordinal}`,
      projectId: lease.projectId,
      runId: lease.runId,
      attemptId: lease.attemptId,
      provider,
      accountKind,
      ...tokens,
    })),
  });
};
