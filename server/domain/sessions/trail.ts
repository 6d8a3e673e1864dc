import { EventPayload } from "../../contract/events.ts";
import type { Reader } from "../domain.ts";

/** What the log says of a Developer's work on a phase, for whoever takes over. */
export interface WorkTrail {
  readonly todos: readonly { readonly text: string; readonly status: "pending" | "in_progress" | "completed" }[];
  /** What the Developer said last; null: nothing. */
  readonly lastWords: string | null;
  /** The newest finished tool calls, oldest first. */
  readonly results: readonly {
    readonly tool: string;
    readonly input: unknown;
    readonly output: string;
    readonly failed: boolean;
  }[];
  /** How many tool calls were made in all. */
  readonly calls: number;
}

/** Rows of the log that are looked at: many times what the newest results can be made of. */
const newestRows = 300;
const newestResults = 12;
/** Of these the list itself tells what came. */
const aboutTodos = /^Task(Create|Update|List|Get)$/;

/** From the log alone, so that it is the same for everybody and costs no model anything. */
export const readTrail = async (
  { prisma }: Reader,
  {
    projectId,
    phaseId,
    goRound,
    since,
  }: {
    projectId: string;
    phaseId: string;
    goRound: number;
    /** Null: from the go's beginning. */
    since: Date | null;
  },
): Promise<WorkTrail> => {
  const runs = await prisma.run.findMany({
    where: { phaseId, operation: "IMPLEMENT", round: { gte: goRound } },
    select: { id: true },
  });
  const ofGo = { projectId, runId: { in: runs.map(({ id }) => id) } };
  const where = { ...ofGo, ...(since !== null && { at: { gt: since } }) };
  const rows = await prisma.event.findMany({
    where: { ...where, type: { in: ["tool.called", "tool.finished", "agent.wrote"] } },
    orderBy: { sequence: "desc" },
    take: newestRows,
    select: { payload: true },
  });
  const newest = rows.map(({ payload }) => EventPayload.parse(payload));
  const called = new Map(
    newest.flatMap((payload) => (payload.type === "tool.called" ? [[payload.toolUseId, payload] as const] : [])),
  );
  const results = newest.flatMap((payload) => {
    if (payload.type !== "tool.finished") return [];
    const call = called.get(payload.toolUseId);
    // What a subagent did is in what it answered.
    if (call === undefined || call.parentToolUseId !== null || aboutTodos.test(call.name)) return [];
    return [{ tool: call.name, input: call.input, output: payload.output, failed: payload.isError }];
  });
  const todos = await prisma.event.findFirst({
    where: { ...ofGo, type: "todos.updated" },
    orderBy: { sequence: "desc" },
    select: { payload: true },
  });
  const list = todos === null ? null : EventPayload.parse(todos.payload);
  return {
    todos: list?.type === "todos.updated" ? list.items : [],
    lastWords: newest.flatMap((payload) => (payload.type === "agent.wrote" ? [payload.text] : []))[0] ?? null,
    results: results.slice(0, newestResults).toReversed(),
    calls: await prisma.event.count({ where: { ...where, type: "tool.called" } }),
  };
};
