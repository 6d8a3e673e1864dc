import { Prisma } from "../../db/generated/client.ts";
import type { ProviderErrorClass } from "../../contract/errors.ts";
import type { ProviderKind } from "../../contract/provider-kinds.ts";
import type { TokenUsage } from "../../contract/usage.ts";
import { newId } from "../../platform/ids.ts";
import type { Reader } from "../domain.ts";
import { storableObject, storableText } from "../events/index.ts";
import type { Lease } from "../runs/index.ts";

/** Whose call it is and who answers it. */
export interface ProviderCallParty {
  readonly lease: Pick<Lease, "projectId" | "runId" | "attemptId" | "leaseToken">;
  readonly callId: string;
  readonly provider: ProviderKind;
  readonly accountKind: string;
  /** As requested. */
  readonly model: string;
}

/** What became of a call, as the gateway saw it. */
export interface ProviderCallEnd {
  readonly outcome: "COMPLETED" | "FAILED" | "CUT";
  readonly responseModel: string | null;
  readonly messageId: string | null;
  readonly requestId: string | null;
  readonly httpStatus: number | null;
  readonly errorClass: ProviderErrorClass | null;
  readonly retryAfterMs: number | null;
  readonly firstByteMs: number | null;
  readonly durationMs: number;
  /** Null where nothing was reported: then nothing is known to have been used. */
  readonly usage: TokenUsage | null;
  readonly rawUsage: Record<string, unknown> | null;
  readonly rateLimits: readonly object[];
}

/**
 * Writes a call down before it is made, for the holder of the run's lease only: an attempt that was taken over, paused
 * or cancelled spends nothing any more.
 * @returns false where the lease is somebody else's; then the call must not be made
 */
export const beginCall = async ({ prisma }: Reader, call: ProviderCallParty): Promise<boolean> => {
  const { lease, callId, provider, accountKind, model } = call;
  const { projectId, runId, attemptId, leaseToken } = lease;
  const written = await prisma.$executeRaw`
    INSERT INTO "ProviderCall" ("id", "projectId", "runId", "attemptId", "provider", "accountKind", "model")
    SELECT ${callId}, ${projectId}, ${runId}, ${attemptId}, ${provider}, ${accountKind}, ${model}
    FROM "Run" WHERE "id" = ${runId} AND "leaseToken" = ${leaseToken} AND "status" = 'RUNNING'`;
  return written === 1;
};

/** A service's own words. */
const storable = (text: string | null): string | null => (text === null ? null : storableText(text));

/** Writes what a call used, once: the call's id is the record's key. Also for whoever has lost the lease meanwhile. */
export const endCall = async (
  { prisma }: Reader,
  { call, end }: { call: ProviderCallParty; end: ProviderCallEnd },
): Promise<void> => {
  const { lease, callId, provider, accountKind, model } = call;
  const { usage, rawUsage, rateLimits } = end;
  await prisma.usageRecord.createMany({
    skipDuplicates: true,
    data: {
      id: newId("usageRecord"),
      key: callId,
      source: "gateway",
      projectId: lease.projectId,
      runId: lease.runId,
      attemptId: lease.attemptId,
      provider,
      accountKind,
      inputUncached: usage?.inputUncached ?? 0,
      cacheRead: usage?.cacheRead ?? 0,
      cacheWrite5m: usage?.cacheWrite5m ?? 0,
      cacheWrite1h: usage?.cacheWrite1h ?? 0,
      output: usage?.output ?? 0,
      reportedCostMicros: usage?.reportedCostMicros ?? null,
      model,
      responseModel: storable(end.responseModel),
      messageId: storable(end.messageId),
      requestId: storable(end.requestId),
      outcome: end.outcome,
      httpStatus: end.httpStatus,
      errorClass: end.errorClass,
      retryAfterMs: end.retryAfterMs,
      firstByteMs: end.firstByteMs,
      durationMs: end.durationMs,
      rateLimits: rateLimits.length === 0 ? Prisma.DbNull : rateLimits.map(storableObject),
      rawUsage: rawUsage === null ? Prisma.DbNull : storableObject(rawUsage),
    },
  });
};
