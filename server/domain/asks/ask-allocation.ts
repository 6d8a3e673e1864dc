import { isPhaseClosed } from "../../contract/statuses.ts";
import type { AgentRole } from "../../contract/roles.ts";
import type { Domain, Tx } from "../domain.ts";
import { RequestLimits } from "../../contract/requests.ts";
import { requestsUsed } from "../runs/index.ts";
import { openAsk } from "./open-ask.ts";
import { recommendGrant } from "./recommend-grant.ts";

/** Asks for more requests for the agent whose run waits for one, with how many are likely to be needed. */
export const askAllocation = async (
  domain: Pick<Domain, "clock">,
  tx: Tx,
  { projectId, askId, role }: { projectId: string; askId: string; role: AgentRole },
): Promise<void> => {
  const project = await tx.project.findUniqueOrThrow({ where: { id: projectId } });
  const { cycle } = project;
  const run = await tx.run.findFirstOrThrow({ where: { projectId, status: "WAITING", requestOf: null } });
  const phases = await tx.phase.findMany({ where: { projectId, cycle }, select: { id: true, status: true } });
  const done = phases.filter(({ status }) => status === "ACCEPTED").map(({ id }) => id);
  const requestsForThem = await tx.run.count({ where: { requestOf: role, phaseId: { in: done } } });
  const { grant, reason } = recommendGrant({
    role,
    phasesLeft: phases.filter(({ status }) => !isPhaseClosed(status)).length,
    phasesDone: done.length,
    requestsForThem,
  });
  await openAsk(domain, tx, {
    askId,
    projectId,
    runId: run.id,
    phaseId: run.phaseId,
    subject: run.id,
    content: {
      kind: "allocation",
      role,
      operation: run.operation,
      used: (await requestsUsed({ prisma: tx }, { projectId }))[role],
      limit: RequestLimits.parse(project.requestLimits)[role],
      grant,
      reason,
    },
  });
};
