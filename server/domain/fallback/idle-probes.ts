import { z } from "zod";
import type { Domain } from "../domain.ts";
import { giveUpProbe } from "./breakers.ts";

const IdleRuns = z.array(z.object({ runId: z.string() }));

/**
 * Gives up what nobody tries any more: a run that held a try and was paused or ended before an attempt of it settled, as
 * one that waited for its turn, or whose runner was killed. Others need not wait until it would be given up by the clock.
 */
export const giveUpIdleProbes = async ({ prisma, clock }: Pick<Domain, "prisma" | "clock">): Promise<void> => {
  const idle = IdleRuns.parse(
    await prisma.$queryRaw`
      SELECT DISTINCT breaker."probeRunId" AS "runId"
      FROM "Breaker" breaker
      JOIN "Run" run ON run."id" = breaker."probeRunId"
      JOIN "Project" project ON project."id" = run."projectId"
      WHERE breaker."state" = 'HALF_OPEN'
        AND (run."status" NOT IN ('QUEUED', 'RUNNING') OR (run."status" = 'QUEUED' AND project."status" = 'PAUSED'))`,
  );
  for (const { runId } of idle) await prisma.$transaction((tx) => giveUpProbe(tx, { runId, now: clock.now() }));
};
