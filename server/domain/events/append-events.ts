import { z } from "zod";
import type { EventPayload } from "../../contract/events.ts";
import type { Tx } from "../domain.ts";
import { storable } from "./storable.ts";

export interface NewEvent {
  readonly phaseId?: string | null;
  readonly runId?: string | null;
  readonly attemptId?: string | null;
  readonly payload: EventPayload;
}

export interface Fence {
  readonly runId: string;
  readonly leaseToken: number;
}

const Head = z.tuple([z.object({ head: z.int().nullable() })]);

/**
 * Appends events to a project's log; listeners hear of it when the transaction commits. The one way into the log
 * (the SQL function `spiral_append` numbers them without gaps). With a fence, only for the holder of that lease.
 * Returns the log's new head; null means fenced: nothing was written and nothing more may be.
 */
export const appendEvents = async (
  tx: Pick<Tx, "$queryRaw">,
  { projectId, fence, events }: { projectId: string; fence: Fence | null; events: readonly NewEvent[] },
): Promise<number | null> => {
  const rows = storable(
    events.map(({ phaseId, runId, attemptId, payload }) => ({
      type: payload.type,
      phaseId: phaseId ?? null,
      runId: runId ?? null,
      attemptId: attemptId ?? null,
      payload,
    })),
  );
  const [row] = Head.parse(
    await tx.$queryRaw`SELECT spiral_append(${projectId}, ${fence?.runId ?? null}, ${fence?.leaseToken ?? null}::integer, ${JSON.stringify(rows)}::jsonb) AS head`,
  );
  return row.head;
};
