import { z } from "zod";
import { goesBeside, Operation } from "../../contract/roles.ts";
import type { ProjectStatus } from "../../contract/statuses.ts";
import { newId } from "../../platform/ids.ts";
import type { Domain } from "../domain.ts";
import { appendEvents } from "../events/index.ts";
import { loseAttempts } from "./lose-attempts.ts";
import { inLine } from "./open-run.ts";
import { RunInput } from "./run-input.ts";
import { runTiming } from "./run-timing.ts";

/** The right to work on a run: whoever holds the newest token. Every write of the run shows it. */
export interface Lease {
  readonly runId: string;
  readonly projectId: string;
  readonly phaseId: string | null;
  readonly attemptId: string;
  readonly leaseToken: number;
  readonly operation: Operation;
  readonly round: number;
  readonly input: RunInput;
  /** 1 for the run's first attempt. */
  readonly attemptNumber: number;
  /** Attempts that failed or were lost in a row before this one. */
  readonly failures: number;
  /** Attempts of the project whose processes may still be there: they must be gone before this one begins. */
  readonly openAttemptIds: readonly string[];
}

const Claimed = z.array(
  z.object({
    id: z.string(),
    phaseId: z.string().nullable(),
    leaseToken: z.int(),
    operation: Operation,
    round: z.int(),
    input: RunInput,
    failures: z.int(),
  }),
);

/** In which states of its project a run may be worked on. */
export const statusesFor = (beside: boolean): readonly ProjectStatus[] =>
  beside
    ? ["PLANNING", "AWAITING_PLAN_APPROVAL", "RUNNING", "WAITING", "REPORTING", "SUCCEEDED"]
    : ["PLANNING", "RUNNING", "REPORTING"];

/**
 * Claims a run for a runner: one conditional update, so that of any number of runners exactly one gets it. A run whose
 * lease has ended is taken over; the attempt before is marked LOST. Null: not yours, or nothing to do now.
 */
export const claimRun = async (
  { prisma, clock }: Pick<Domain, "prisma" | "clock">,
  { runId, runnerId }: { runId: string; runnerId: string },
): Promise<Lease | null> =>
  prisma.$transaction(async (tx) => {
    const run = await tx.run.findUnique({ where: { id: runId }, select: { projectId: true, operation: true } });
    if (run === null) return null;
    const { projectId } = run;
    const beside = goesBeside(run.operation);
    await tx.$queryRaw`SELECT 1 FROM "Project" WHERE "id" = ${projectId} FOR NO KEY UPDATE`;
    const before = await tx.run.findUnique({ where: { id: runId }, select: { status: true } });
    const [claimed] = Claimed.parse(
      await tx.$queryRaw`
        UPDATE "Run" SET
          "status" = 'RUNNING',
          "leaseToken" = "leaseToken" + 1,
          "runnerId" = ${runnerId},
          "leaseExpiresAt" = now() + ${runTiming.leaseMs} * interval '1 millisecond',
          "startedAt" = COALESCE("startedAt", now()),
          "failures" = "failures" + CASE WHEN "status" = 'RUNNING' THEN 1 ELSE 0 END,
          "notBefore" = NULL
        WHERE "id" = ${runId}
          AND (("status" = 'QUEUED' AND ("notBefore" IS NULL OR "notBefore" <= now()))
            OR ("status" = 'RUNNING' AND "leaseExpiresAt" < now()))
          AND EXISTS (
            SELECT 1 FROM "Project" p WHERE p."id" = "Run"."projectId"
              AND p."status"::text = ANY(${[...statusesFor(beside)]}::text[]))
        RETURNING "id", "phaseId", "leaseToken", "operation", "round", "input", "failures"`,
    );
    if (claimed === undefined) return null;

    // Of every run of the line: one that was taken from its runner by a person may still be ending its processes.
    const open = await tx.attempt.findMany({
      where: { run: beside ? { id: runId } : { projectId, operation: inLine }, endedAt: null },
      select: { id: true, runId: true },
    });
    // After a pause the runner that lives closes its attempt by itself; after a take-over nobody else will.
    const lost = before?.status === "RUNNING" ? open.filter((attempt) => attempt.runId === runId) : [];
    await loseAttempts(
      tx,
      lost.map(({ id }) => id),
      clock.now(),
    );
    await tx.liveBlock.deleteMany({ where: { runId } });
    const attemptId = newId("attempt");
    await tx.attempt.create({ data: { id: attemptId, runId, leaseToken: claimed.leaseToken, runnerId } });
    const attemptNumber = await tx.attempt.count({ where: { runId } });
    if (lost.length > 0) {
      await appendEvents(tx, {
        projectId,
        fence: null,
        events: lost.map(({ id }) => ({
          runId,
          phaseId: claimed.phaseId,
          attemptId: id,
          payload: { type: "attempt.ended", outcome: "LOST", processesLeft: null },
        })),
      });
    }
    const { id: _id, ...rest } = claimed;
    return { runId, projectId, attemptId, attemptNumber, openAttemptIds: open.map(({ id }) => id), ...rest };
  });
