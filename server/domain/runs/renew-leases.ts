import { z } from "zod";
import type { Domain } from "../domain.ts";
import { runTiming } from "./run-timing.ts";

const Renewed = z.array(z.object({ id: z.string() }));

/**
 * Renews a runner's leases in one statement. Returns the runs that are still its own; whichever is missing was taken
 * away, and its runner must stop writing and end its processes.
 */
export const renewLeases = async (
  { prisma }: Pick<Domain, "prisma">,
  leases: readonly { readonly runId: string; readonly leaseToken: number }[],
): Promise<ReadonlySet<string>> => {
  if (leases.length === 0) return new Set();
  const rows = await prisma.$queryRaw`
    UPDATE "Run" SET "leaseExpiresAt" = now() + ${runTiming.leaseMs} * interval '1 millisecond'
    FROM unnest(${leases.map(({ runId }) => runId)}::text[], ${leases.map(({ leaseToken }) => leaseToken)}::integer[]) AS own(id, token)
    WHERE "Run"."id" = own.id AND "Run"."leaseToken" = own.token AND "Run"."status" = 'RUNNING'
    RETURNING "Run"."id"`;
  return new Set(Renewed.parse(rows).map(({ id }) => id));
};
