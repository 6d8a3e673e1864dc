import { operations } from "../../contract/roles.ts";
import { noDetails, type TokenUsage } from "../../contract/usage.ts";
import type { Clock } from "../../platform/clock.ts";
import type { Tx } from "../domain.ts";
import type { AttemptReport, Lease } from "../runs/index.ts";
import { writeRecord } from "./write-record.ts";

/**
 * Writes what an attempt cost, whether or not its result still counts: tokens of a fenced attempt were spent all the
 * same. The key (attempt, ordinal) makes a repetition harmless.
 * @returns the attempt's usage by model, from the records
 */
export const recordUsage = async (
  { tx, clock }: { tx: Tx; clock: Clock },
  { lease, report }: { lease: Lease; report: AttemptReport },
): Promise<TokenUsage[]> => {
  switch (report.meteredBy) {
    case "client":
      await recordCalls({ tx, clock }, { lease, report });
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
    reportedCostMicros: _sum.reportedCostMicros === null ? null : Number(_sum.reportedCostMicros),
  }));
};

/** The records of calls whose answers the runner has read itself. */
const recordCalls = async (
  { tx, clock }: { tx: Tx; clock: Clock },
  { lease, report }: { lease: Lease; report: AttemptReport },
): Promise<void> => {
  const { provider, accountKind, account, usage } = report;
  if (provider === null || accountKind === null || usage.length === 0) return;
  const { projectId, runId, attemptId, phaseId, attemptNumber } = lease;
  const run = await tx.run.findUniqueOrThrow({
    where: { id: runId },
    select: { operation: true, cycle: true, round: true, project: { select: { ownerId: true } } },
  });
  const { project, ...assignment } = run;
  const now = clock.now();
  for (const [ordinal, tokens] of usage.entries()) {
    await writeRecord(tx, {
      endedAt: now,
      call: {
        id: `${attemptId}:${ordinal}`,
        projectId,
        ownerId: project.ownerId,
        phaseId,
        runId,
        attemptId,
        attemptNumber,
        ...assignment,
        role: operations[assignment.operation].role,
        source: "client",
        provider,
        accountKind,
        account: account ?? accountKind,
        model: tokens.model,
        fallbackOf: null,
        switchReason: null,
        startedAt: now,
        beginning: null,
      },
      end: { ...unseen, outcome: "COMPLETED", usage: tokens },
    });
  }
};

const unseen = {
  responseModel: null,
  messageId: null,
  requestId: null,
  httpStatus: null,
  errorClass: null,
  retryAfterMs: null,
  firstByteMs: null,
  firstTokenMs: null,
  durationMs: null,
  details: noDetails,
  rawUsage: null,
  rateLimits: [],
};
