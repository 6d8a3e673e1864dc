import { z } from "zod";
import { goesBeside, Operation } from "../../contract/roles.ts";
import type { Domain } from "../domain.ts";
import { appendEvents } from "../events/index.ts";
import { statusesFor } from "./claim-run.ts";
import { loseAttempts } from "./lose-attempts.ts";
import { runTiming } from "./run-timing.ts";

const besides = Operation.options.filter(goesBeside);
const Ready = z.array(z.object({ id: z.string() }));

/**
 * Finds the runs that ought to be worked on and are not, and puts a job for each: running ones whose lease has ended
 * (their runner died), and queued ones whose job was taken long ago or never came. A job too many changes nothing.
 * Returns how many were found.
 *
 * @param options.lostJobMs how long a queued run may wait before its job counts as lost; 0 at a runner's start
 */
export const requeueStrandedRuns = async (
  { prisma, queue }: Pick<Domain, "prisma" | "queue">,
  { lostJobMs = runTiming.lostJobMs }: { readonly lostJobMs?: number } = {},
): Promise<number> =>
  prisma.$transaction(async (tx) => {
    const stranded = Ready.parse(
      await tx.$queryRaw`
        SELECT run."id" FROM "Run" run JOIN "Project" p ON p."id" = run."projectId"
        WHERE p."status"::text = ANY(CASE WHEN run."operation"::text = ANY(${besides}::text[])
            THEN ${[...statusesFor(true)]}::text[] ELSE ${[...statusesFor(false)]}::text[] END)
          AND ((run."status" = 'RUNNING' AND run."leaseExpiresAt" < now())
            OR (run."status" = 'QUEUED' AND COALESCE(run."notBefore", run."createdAt")
                  < now() - ${lostJobMs} * interval '1 millisecond'))`,
    );
    for (const { id } of stranded) await queue.enqueueRun(tx, { runId: id });
    return stranded.length;
  });

const OpenAttempts = z.array(
  z.object({ id: z.string(), runId: z.string(), projectId: z.string(), phaseId: z.string().nullable() }),
);

/**
 * Closes attempts that nobody will close any more: their run was taken from them (pause, cancel, take-over) and their
 * runner is gone. Attempts of living runners are left to these, which count the processes first.
 */
export const closeAbandonedAttempts = async ({ prisma, clock }: Pick<Domain, "prisma" | "clock">): Promise<void> => {
  const silentSince = new Date(clock.now().getTime() - runTiming.runnerSilenceMs);
  const abandoned = OpenAttempts.parse(
    await prisma.$queryRaw`
      SELECT a."id", a."runId", run."projectId", run."phaseId"
      FROM "Attempt" a
      JOIN "Run" run ON run."id" = a."runId"
      LEFT JOIN "Runner" r ON r."id" = a."runnerId"
      WHERE a."endedAt" IS NULL
        AND (run."status" <> 'RUNNING' OR run."leaseToken" <> a."leaseToken")
        AND (r."id" IS NULL OR r."stoppedAt" IS NOT NULL OR r."heartbeatAt" < ${silentSince})`,
  );
  for (const { id, runId, projectId, phaseId } of abandoned) {
    await prisma.$transaction(async (tx) => {
      const lost = await loseAttempts(tx, [id], clock.now());
      if (lost.length === 0) return;
      await appendEvents(tx, {
        projectId,
        fence: null,
        events: [
          { phaseId, runId, attemptId: id, payload: { type: "attempt.ended", outcome: "LOST", processesLeft: null } },
        ],
      });
    });
  }
};
