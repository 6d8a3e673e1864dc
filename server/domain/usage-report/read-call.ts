import type { UsageCallDetail } from "../../contract/usage-views.ts";
import { DomainError } from "../../platform/errors.ts";
import type { Domain } from "../domain.ts";
import { visibleTo } from "../projects/index.ts";
import { type CallRow, callColumns, callTables, toCallView } from "./call-row.ts";
import type { UsageQuestion } from "./usage-scope.ts";

/**
 * Everything the ledger has about one call.
 * @throws DomainError not_found, also where one may not see it
 */
export const readCall = async (
  { prisma }: Pick<Domain, "prisma">,
  { viewer, callId }: { viewer: UsageQuestion["viewer"]; callId: string },
): Promise<UsageCallDetail> => {
  const record = await prisma.usageRecord.findFirst({ where: { id: callId, project: visibleTo(viewer) } });
  if (record === null) throw new DomainError("not_found", "This call does not exist, or you may not see it.");
  const [row] = await prisma.$queryRaw<CallRow[]>`
    SELECT ${callColumns} FROM "UsageRecord" AS u ${callTables} WHERE u."id" = ${callId}`;
  if (row === undefined) throw new DomainError("not_found", "This call does not exist, or you may not see it.");
  const event = await prisma.event.findFirst({
    where: {
      projectId: record.projectId,
      runId: record.runId,
      ...(record.attemptId === null ? {} : { attemptId: record.attemptId }),
    },
    orderBy: { sequence: "asc" },
    select: { sequence: true },
  });
  return {
    ...toCallView(row),
    eventSequence: event?.sequence ?? null,
    requestedModel: record.model,
    messageId: record.messageId,
    requestId: record.requestId,
    httpStatus: record.httpStatus,
    retryAfterMs: record.retryAfterMs,
    inputUncached: record.inputUncached,
    cacheRead: record.cacheRead,
    cacheWrite5m: record.cacheWrite5m,
    cacheWrite1h: record.cacheWrite1h,
    thinking: record.thinking,
    webSearches: record.webSearches,
    reportedCostMicros: record.reportedCostMicros === null ? null : Number(record.reportedCostMicros),
    priceSource: record.priceSource,
    reason: record.reason,
    rawUsage: record.rawUsage === null ? null : JSON.stringify(record.rawUsage, null, 2),
  };
};
