import type { z } from "zod";
import { Prisma } from "../../db/generated/client.ts";
import type { ProviderKind } from "../../contract/provider-kinds.ts";
import { operations } from "../../contract/roles.ts";
import type { AccountKind, UsageSource } from "../../contract/usage.ts";
import type { Reader } from "../domain.ts";
import { storableObject } from "../events/index.ts";
import type { Lease } from "../runs/index.ts";
import type { CallBeginning, ProviderCallEnd } from "./call-end.ts";
import { writeCorrection, writeRecord } from "./write-record.ts";

/** Whose call it is and who answers it. */
export interface ProviderCallParty {
  readonly lease: Pick<
    Lease,
    "projectId" | "runId" | "attemptId" | "leaseToken" | "phaseId" | "operation" | "attemptNumber"
  >;
  readonly callId: string;
  readonly source: UsageSource;
  readonly provider: ProviderKind;
  readonly accountKind: AccountKind;
  /** Which of these accounts; no secret. */
  readonly account: string;
  /** As requested. */
  readonly model: string;
}

/**
 * Writes a call down before it is made, for the holder of the run's lease only: an attempt that was taken over, paused
 * or cancelled spends nothing any more. A run that has taken no request of its agent's makes none either (R12).
 * @returns false where the lease is somebody else's or there is no request; then the call must not be made
 */
export const beginCall = async ({ prisma }: Reader, call: ProviderCallParty): Promise<boolean> => {
  const { lease, callId, source, provider, accountKind, account, model } = call;
  const { projectId, runId, attemptId, leaseToken, phaseId, operation, attemptNumber } = lease;
  const { role } = operations[operation];
  const written = await prisma.$executeRaw`
    INSERT INTO "ProviderCall" ("id", "projectId", "ownerId", "phaseId", "runId", "attemptId", "attemptNumber",
      "operation", "role", "cycle", "round", "source", "provider", "accountKind", "account", "model")
    SELECT ${callId}, ${projectId}, p."ownerId", ${phaseId}, ${runId}, ${attemptId}, ${attemptNumber},
      r."operation", ${role}, r."cycle", r."round", ${source}, ${provider}, ${accountKind}, ${account}, ${model}
    FROM "Run" r JOIN "Project" p ON p."id" = r."projectId"
    WHERE r."id" = ${runId} AND r."leaseToken" = ${leaseToken} AND r."status" = 'RUNNING' AND r."requestOf" IS NOT NULL`;
  return written === 1;
};

/** Keeps what an answer said when it began, once, so that it is known even if nobody lives to hear its end. */
export const noteBeginning = async (
  { prisma }: Reader,
  {
    callId,
    beginning,
  }: {
    callId: string;
    beginning: Omit<z.infer<typeof CallBeginning>, "rateLimits"> & { rateLimits: readonly object[] };
  },
): Promise<void> => {
  await prisma.providerCall.updateMany({
    where: { id: callId, beginning: { equals: Prisma.DbNull } },
    data: { beginning: storableObject(beginning) },
  });
};

/**
 * Writes what a call used, once: the call's id is the record's key. Also for whoever has lost the lease meanwhile. Where
 * it was given up already, because its runner seemed dead, the difference follows as a correction.
 * @throws Error for a call that was never begun
 */
export const endCall = async (
  { prisma }: Reader,
  { callId, end, endedAt }: { callId: string; end: ProviderCallEnd; endedAt: Date },
): Promise<void> => {
  const call = await prisma.providerCall.findUniqueOrThrow({ where: { id: callId } });
  if (await writeRecord(prisma, { call, end, endedAt })) return;
  const record = await prisma.usageRecord.findUniqueOrThrow({ where: { key: callId } });
  if (record.outcome !== "UNKNOWN" || end.outcome === "UNKNOWN") return;
  await writeCorrection(prisma, { record, end, reason: "The call ended after its runner was taken for dead." });
};
