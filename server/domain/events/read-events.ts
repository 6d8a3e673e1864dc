import { EventPayload, LiveBlockKind, type LiveBlock, type ProjectEvent } from "../../contract/events.ts";
import type { Reader } from "../domain.ts";

/** Events of a project after a position, in order. */
export const listEvents = async (
  { prisma }: Reader,
  { projectId, after, limit }: { projectId: string; after: number; limit: number },
): Promise<ProjectEvent[]> => {
  const rows = await prisma.event.findMany({
    where: { projectId, sequence: { gt: after } },
    orderBy: { sequence: "asc" },
    take: limit,
  });
  return rows.map(({ payload, type: _type, ...event }) => ({ ...event, payload: EventPayload.parse(payload) }));
};

/** What is being written in a project right now, each block whole. */
export const listLiveBlocks = async (
  { prisma }: Reader,
  where: { projectId: string } | { runId: string; blockId: string },
): Promise<LiveBlock[]> => {
  const rows = await prisma.liveBlock.findMany({ where, orderBy: { updatedAt: "asc" } });
  return rows.map(({ projectId, runId, blockId, kind, text }) => ({
    projectId,
    runId,
    blockId,
    kind: LiveBlockKind.parse(kind),
    text,
  }));
};

/** Where each log ends. Projects that do not exist are left out. */
export const headSequences = async (
  { prisma }: Reader,
  { projectIds }: { projectIds: readonly string[] },
): Promise<{ projectId: string; sequence: number }[]> => {
  const rows = await prisma.project.findMany({
    where: { id: { in: [...projectIds] } },
    select: { id: true, eventSequence: true },
  });
  return rows.map(({ id, eventSequence }) => ({ projectId: id, sequence: eventSequence }));
};
