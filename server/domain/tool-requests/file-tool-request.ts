import { RequestLimits } from "../../contract/requests.ts";
import type { AgentRole } from "../../contract/roles.ts";
import type { ToolRequest } from "../../contract/tool-requests.ts";
import { newId } from "../../platform/ids.ts";
import { openAsk } from "../asks/index.ts";
import type { Domain, Tx } from "../domain.ts";
import { storableObject } from "../events/index.ts";
import { requestsUsed, startRun, type Lease } from "../runs/index.ts";

export interface FiledToolRequest {
  readonly id: string;
  /** The ask that waits for a decision. */
  readonly askId: string;
}

/**
 * Puts an agent's request before the human, and has the PM assess it by a run of its own, both at once. One that is open
 * under the same name is not asked for twice. The caller holds the project's lock and the run's lease.
 */
export const fileToolRequest = async (
  domain: Pick<Domain, "clock" | "queue">,
  tx: Tx,
  options: { lease: Lease; role: AgentRole; toolUseId: string; request: ToolRequest },
): Promise<FiledToolRequest> => {
  const { lease, role, toolUseId, request } = options;
  const { projectId, phaseId, runId } = lease;
  const { name } = request;
  const open = await tx.toolRequest.findFirst({ where: { projectId, name, status: "PENDING" } });
  if (open !== null) {
    const ask = await tx.ask.findFirstOrThrow({
      where: { projectId, kind: "tool_request", subject: open.id, status: "PENDING" },
      select: { id: true },
    });
    return { id: open.id, askId: ask.id };
  }
  const { cycle, requestLimits } = await tx.project.findUniqueOrThrow({
    where: { id: projectId },
    select: { cycle: true, requestLimits: true },
  });
  const id = newId("toolRequest");
  await tx.toolRequest.create({
    data: { id, projectId, cycle, phaseId, runId, role, toolUseId, name, content: storableObject(request) },
  });
  const askId = newId("ask");
  await openAsk(domain, tx, {
    askId,
    projectId,
    runId,
    phaseId,
    subject: id,
    content: { kind: "tool_request", requestId: id, from: role, request, deferred: null },
  });
  // Advice is not worth an allocation of its own: a person decides without it.
  const used = (await requestsUsed({ prisma: tx }, { projectId })).PROJECT_MANAGER;
  if (used >= RequestLimits.parse(requestLimits).PROJECT_MANAGER) {
    const assessmentFailure = "The Project Manager has used all its requests.";
    await tx.toolRequest.update({ where: { id }, data: { assessmentFailure } });
    return { id, askId };
  }
  await startRun(domain, tx, {
    projectId,
    phaseId: null,
    operation: "ASSESS_TOOL",
    round: 0,
    input: { instruction: null, restoreTo: null, redo: null, toolRequestId: id },
  });
  return { id, askId };
};
