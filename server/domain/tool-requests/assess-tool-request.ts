import type { ToolAssessment } from "../../contract/tool-requests.ts";
import type { Tx } from "../domain.ts";
import { appendEvents, storableObject } from "../events/index.ts";
import type { Lease } from "../runs/index.ts";

const idOf = ({ input, runId }: Lease): string => {
  if (input.toolRequestId === null) throw new Error(`Run ${runId} does not say which request it assesses.`);
  return input.toolRequestId;
};

/** Attaches the PM's analysis to its request. It comes late for one that has been decided meanwhile, and is kept. */
export const assessToolRequest = async (
  tx: Tx,
  { lease, assessment }: { lease: Lease; assessment: ToolAssessment },
): Promise<void> => {
  const { projectId, runId, attemptId } = lease;
  const requestId = idOf(lease);
  await tx.toolRequest.updateMany({
    where: { id: requestId },
    data: { assessment: storableObject(assessment), assessmentFailure: null },
  });
  await appendEvents(tx, {
    projectId,
    fence: null,
    events: [{ runId, attemptId, payload: { type: "tool.assessed", requestId, assessment } }],
  });
};

/** Says why there is no analysis. The human decides without one. */
export const giveUpAssessment = async (tx: Tx, { lease, reason }: { lease: Lease; reason: string }): Promise<void> => {
  await tx.toolRequest.updateMany({ where: { id: idOf(lease) }, data: { assessmentFailure: reason } });
};
