import { newId } from "../../platform/ids.ts";
import type { Tx } from "../domain.ts";
import type { AttemptReport, Lease } from "../runs/index.ts";

/**
 * Writes what an attempt cost, one row a model, whether or not its result still counts: tokens of a fenced attempt
 * were spent all the same. The key (attempt, ordinal) makes a repetition harmless.
 */
export const recordUsage = async (
  tx: Tx,
  { lease, report }: { lease: Lease; report: AttemptReport },
): Promise<void> => {
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
