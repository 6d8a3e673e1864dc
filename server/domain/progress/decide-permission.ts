import {
  findPermissionAsk,
  markDelivered,
  openPermissionAsk,
  type AskedToolUse,
  type PermissionAsk,
} from "../asks/index.ts";
import type { Domain } from "../domain.ts";
import { isRemembered } from "../permissions/index.ts";
import type { Lease } from "../runs/index.ts";

/**
 * Whether a run may carry out a tool call: what a person has said to it, else what is remembered, else it is put before
 * a person. However often it is looked, by whichever attempt, it is asked once. An answer counts as delivered with this:
 * should the process die now, the outcome of the call is unknown, and a call that repeats it is asked anew.
 * "fenced": the run is somebody else's by now.
 */
export const decidePermission = async (
  domain: Pick<Domain, "prisma" | "clock">,
  { lease, toolUse }: { lease: Lease; toolUse: AskedToolUse },
): Promise<PermissionAsk | "remembered" | "fenced"> =>
  domain.prisma.$transaction(async (tx) => {
    const { projectId, runId, leaseToken } = lease;
    await tx.$queryRaw`SELECT 1 FROM "Project" WHERE "id" = ${projectId} FOR NO KEY UPDATE`;
    const held = await tx.run.findFirst({ where: { id: runId, leaseToken, status: "RUNNING" }, select: { id: true } });
    if (held === null) return "fenced";
    const known = await findPermissionAsk(tx, { projectId, runId, toolUse });
    if (known === null) {
      const { toolName, input } = toolUse;
      if (await isRemembered({ ...domain, prisma: tx }, { projectId, runId, toolName, input })) return "remembered";
      return openPermissionAsk(domain, tx, { lease, toolUse });
    }
    if (known.answer !== null) await markDelivered(domain, tx, { runId, askId: known.askId });
    return known;
  });
