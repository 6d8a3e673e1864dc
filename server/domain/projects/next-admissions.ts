import { z } from "zod";
import type { Tx } from "../domain.ts";
import { readSettings } from "../settings/index.ts";

/** Serialises admissions over all processes; the number only has to be ours. */
const admissionLock = 727_073_700;

const Queued = z.array(z.object({ id: z.string() }));

/**
 * The queued projects that may begin now, locked: by priority (importance x urgency), then by age, as many as there are
 * free places. Projects that wait for a person or a window hold no place.
 */
export const nextAdmissions = async (tx: Tx): Promise<string[]> => {
  await tx.$executeRaw`SELECT pg_advisory_xact_lock(${admissionLock})`;
  const { "limits.activeProjects": places } = await readSettings({ prisma: tx });
  const active = await tx.project.count({ where: { status: { in: ["PLANNING", "RUNNING", "REPORTING"] } } });
  // SKIP LOCKED: whoever holds a queued project is changing it and admits by itself afterwards; waiting for it here,
  // with the admission lock held, could deadlock.
  const rows = await tx.$queryRaw`
    SELECT "id" FROM "Project" WHERE "status" = 'QUEUED'
    ORDER BY "priority" DESC, "submittedAt" ASC LIMIT ${Math.max(0, places - active)}
    FOR NO KEY UPDATE SKIP LOCKED`;
  return Queued.parse(rows).map(({ id }) => id);
};
