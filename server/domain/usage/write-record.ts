import { Prisma, type ProviderCall, type UsageRecord } from "../../db/generated/client.ts";
import { newId } from "../../platform/ids.ts";
import type { Tx } from "../domain.ts";
import { storableObject, storableText } from "../events/index.ts";
import { noteLimits } from "../rate-limits/index.ts";
import type { ProviderCallEnd } from "./call-end.ts";
import { costOfCall } from "./cost-of-call.ts";

/** A service's own words. */
const storable = (text: string | null): string | null => (text === null ? null : storableText(text));

/**
 * The one place where the ledger grows by a call: whom it was for as it was written down before the call, what it used
 * as its answer said, what that costs by the price of its time. A second time changes nothing.
 * @returns whether it was the first
 */
export const writeRecord = async (
  tx: Tx,
  { call, end, endedAt }: { call: ProviderCall; end: ProviderCallEnd; endedAt: Date },
): Promise<boolean> => {
  const { id: key, beginning: _beginning, ...identity } = call;
  const { count } = await tx.usageRecord.createMany({
    skipDuplicates: true,
    data: {
      ...identity,
      id: newId("usageRecord"),
      key,
      at: endedAt,
      ...columnsOf(end),
      ...(await costOfCall({ prisma: tx }, { call, end })),
    },
  });
  if (count === 1) await noteLimits(tx, { ...identity, source: "headers", at: endedAt, windows: end.rateLimits });
  return count === 1;
};

/**
 * Sets a record right by the difference to what it should have said; it stays as it is, and a second time changes
 * nothing. The price is that of the call's own time.
 */
export const writeCorrection = async (
  tx: Tx,
  { record, end, reason }: { record: UsageRecord; end: ProviderCallEnd; reason: string },
): Promise<void> => {
  const { writtenAt: _writtenAt, ...wrong } = record;
  const right = { ...columnsOf(end), ...(await costOfCall({ prisma: tx }, { call: record, end })) };
  await tx.usageRecord.createMany({
    skipDuplicates: true,
    data: {
      ...wrong,
      ...right,
      id: newId("usageRecord"),
      key: `${record.key}:correction`,
      kind: "CORRECTION",
      correctsId: record.id,
      reason,
      inputUncached: right.inputUncached - wrong.inputUncached,
      cacheRead: right.cacheRead - wrong.cacheRead,
      cacheWrite5m: right.cacheWrite5m - wrong.cacheWrite5m,
      cacheWrite1h: right.cacheWrite1h - wrong.cacheWrite1h,
      output: right.output - wrong.output,
      thinking: difference(right.thinking, wrong.thinking),
      webSearches: right.webSearches - wrong.webSearches,
      costMicros: right.costMicros === null ? null : right.costMicros - (wrong.costMicros ?? 0n),
    },
  });
};

const difference = (right: number | null, wrong: number | null): number | null =>
  right === null ? null : right - (wrong ?? 0);

const columnsOf = ({ usage, details, rawUsage, rateLimits, ...end }: ProviderCallEnd) => ({
  responseModel: storable(end.responseModel),
  messageId: storable(end.messageId),
  requestId: storable(end.requestId),
  inputUncached: usage?.inputUncached ?? 0,
  cacheRead: usage?.cacheRead ?? 0,
  cacheWrite5m: usage?.cacheWrite5m ?? 0,
  cacheWrite1h: usage?.cacheWrite1h ?? 0,
  output: usage?.output ?? 0,
  thinking: details.thinking,
  webSearches: details.webSearches,
  serviceTier: storable(details.serviceTier),
  speed: storable(details.speed),
  geography: storable(details.geography),
  outcome: end.outcome,
  httpStatus: end.httpStatus,
  errorClass: end.errorClass,
  retryAfterMs: end.retryAfterMs,
  firstByteMs: end.firstByteMs,
  firstTokenMs: end.firstTokenMs,
  durationMs: end.durationMs,
  rateLimits: rateLimits.length === 0 ? Prisma.DbNull : rateLimits.map(storableObject),
  rawUsage: rawUsage === null ? Prisma.DbNull : storableObject(rawUsage),
});
