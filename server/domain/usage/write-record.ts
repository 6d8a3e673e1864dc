import { Prisma, type ProviderCall } from "../../db/generated/client.ts";
import { newId } from "../../platform/ids.ts";
import type { Tx } from "../domain.ts";
import { storableObject, storableText } from "../events/index.ts";
import { costOfCall } from "./cost-of-call.ts";
import type { ProviderCallEnd } from "./call-end.ts";

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
  const { usage, details, rawUsage, rateLimits, outcome, httpStatus, errorClass, ...timings } = end;
  const { count } = await tx.usageRecord.createMany({
    skipDuplicates: true,
    data: {
      ...identity,
      id: newId("usageRecord"),
      key,
      at: endedAt,
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
      outcome,
      httpStatus,
      errorClass,
      retryAfterMs: timings.retryAfterMs,
      firstByteMs: timings.firstByteMs,
      firstTokenMs: timings.firstTokenMs,
      durationMs: timings.durationMs,
      rateLimits: rateLimits.length === 0 ? Prisma.DbNull : rateLimits.map(storableObject),
      rawUsage: rawUsage === null ? Prisma.DbNull : storableObject(rawUsage),
      ...costOfCall({ call, end }),
    },
  });
  return count === 1;
};
