import { PgBoss, fromPrisma } from "pg-boss";
import { z } from "zod";
import type { Queue, RunJob } from "./queue.ts";

/**
 * pg-boss behind the port. It only wakes runners up: who may work on a run is decided by the claim on its row
 * (domain/runs/claim-run.ts), so a job that comes twice, late or never changes nothing but the time.
 * Settings: defaults would poll every 2 s; LISTEN/NOTIFY starts a job in about 10 ms (docs/decisions/0002).
 */

const queueName = "runs";
const RunJobData = z.object({ runId: z.string() });
/** Longer than any attempt may take (SPIRAL_RUN_TOTAL_TIMEOUT_S): pg-boss gives a slot free when it thinks a job is over. */
const expireInSeconds = 24 * 3_600;

/** Puts jobs within the caller's transaction. Needs no running pg-boss instance, only its schema. */
export const createQueueSender = (boss: PgBoss): Queue => ({
  async enqueueRun(tx, { runId }, options = {}) {
    // Null means that a job for this run is queued already, which is as good.
    await boss.send(queueName, { runId } satisfies RunJob, {
      db: fromPrisma(tx),
      // A delayed job must not stand in the way of one that is wanted now.
      singletonKey: options.startAfter === undefined ? runId : `${runId}:later`,
      ...(options.startAfter !== undefined && { startAfter: options.startAfter }),
      ...(options.priority !== undefined && { priority: options.priority }),
    });
  },
});

export interface BossOptions {
  readonly url: string;
  /** The runner listens and supervises; web only sends. */
  readonly role: "runner" | "sender";
  readonly onError: (error: Error) => void;
}

/** Starts pg-boss; creates its schema (`pgboss`) and our queue where they are missing. */
export const startBoss = async ({ url, role, onError }: BossOptions): Promise<PgBoss> => {
  const boss = new PgBoss({
    connectionString: url,
    max: role === "runner" ? 4 : 2,
    schedule: false,
    supervise: role === "runner",
    useListenNotify: role === "runner",
    application_name: `spiral-queue-${role}`,
  });
  boss.on("error", onError);
  await boss.start();
  // "short": at most one queued job per run, however often it is asked for; one that is being worked on does not count.
  await boss.createQueue(queueName, { policy: "short", notify: true, retryLimit: 0, expireInSeconds });
  return boss;
};

/** Calls `handle` for every job, at most `concurrency` at a time in this process. */
export const workOnRuns = async (
  boss: PgBoss,
  { concurrency, handle }: { concurrency: number; handle: (job: RunJob) => Promise<void> },
): Promise<void> => {
  await boss.work(
    queueName,
    { localConcurrency: concurrency, batchSize: 1, pollingIntervalSeconds: 2, notifyPollingIntervalSeconds: 5 },
    async (jobs) => {
      for (const job of jobs) await handle(RunJobData.parse(job.data));
    },
  );
};
