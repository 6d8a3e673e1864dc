import { EventPayload } from "../../contract/events.ts";
import type { Reader } from "../domain.ts";

/** A tool call of which nobody saw the end. */
export interface CutCall {
  readonly tool: string;
  readonly input: unknown;
}

/** An agent makes a handful of calls at once; what is older than so many has ended. */
const newestCalls = 100;

/**
 * What a run's last attempt that called tools had begun and not ended, oldest first, from the log: it hears of a call
 * as it is made, and so knows of those that the agent's own conversation has lost with its process.
 */
export const cutCalls = async (
  { prisma }: Reader,
  { projectId, runId }: { projectId: string; runId: string },
): Promise<readonly CutCall[]> => {
  const ofRun = { projectId, runId };
  const last = await prisma.event.findFirst({
    where: { ...ofRun, type: "tool.called" },
    orderBy: { sequence: "desc" },
    select: { attemptId: true },
  });
  if (last === null) return [];
  const read = async (take: number, where: { type: string; attemptId?: string | null }) => {
    const rows = await prisma.event.findMany({
      where: { ...ofRun, ...where },
      orderBy: { sequence: "desc" },
      take,
      select: { payload: true },
    });
    return rows.map(({ payload }) => EventPayload.parse(payload)).toReversed();
  };
  const called = await read(newestCalls, { type: "tool.called", attemptId: last.attemptId });
  // Of the whole run: a call that was deferred ends in the attempt after it.
  const ended = new Set(
    (await read(2 * newestCalls, { type: "tool.finished" })).flatMap((payload) =>
      payload.type === "tool.finished" ? [payload.toolUseId] : [],
    ),
  );
  return called.flatMap((payload) =>
    payload.type === "tool.called" && payload.parentToolUseId === null && !ended.has(payload.toolUseId)
      ? [{ tool: payload.name, input: payload.input }]
      : [],
  );
};
