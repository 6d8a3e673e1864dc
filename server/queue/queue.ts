import type { Prisma } from "../db/generated/client.ts";

/** Wakes a runner for a run. The row decides what is done; the job only says "look at it". */
export interface RunJob {
  readonly runId: string;
}

/** The port that the domain sees; pg-boss stands behind it. */
export interface Queue {
  /** Within the caller's transaction: the job exists exactly if the transaction commits. `startAfter` delays it. */
  enqueueRun(
    tx: Prisma.TransactionClient,
    job: RunJob,
    options?: { readonly startAfter?: Date; readonly priority?: number },
  ): Promise<void>;
}
