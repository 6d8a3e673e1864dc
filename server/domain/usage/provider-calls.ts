import type { ProviderKind } from "../../contract/provider-kinds.ts";
import { operations } from "../../contract/roles.ts";
import type { AccountKind, UsageSource } from "../../contract/usage.ts";
import type { Reader } from "../domain.ts";
import type { Lease } from "../runs/index.ts";
import type { ProviderCallEnd } from "./call-end.ts";
import { writeRecord } from "./write-record.ts";

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
 * or cancelled spends nothing any more.
 * @returns false where the lease is somebody else's; then the call must not be made
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
    WHERE r."id" = ${runId} AND r."leaseToken" = ${leaseToken} AND r."status" = 'RUNNING'`;
  return written === 1;
};

/**
 * Writes what a call used, once: the call's id is the record's key. Also for whoever has lost the lease meanwhile.
 * @throws Error for a call that was never begun
 */
export const endCall = async (
  { prisma }: Reader,
  { callId, end, endedAt }: { callId: string; end: ProviderCallEnd; endedAt: Date },
): Promise<void> => {
  const call = await prisma.providerCall.findUniqueOrThrow({ where: { id: callId } });
  await writeRecord(prisma, { call, end, endedAt });
};
