import { AgentRole } from "../../contract/roles.ts";
import type { Hold } from "../../contract/statuses.ts";
import { ToolRequest, ToolVerdict } from "../../contract/tool-requests.ts";
import type { Reader } from "../domain.ts";
import { buildStateOf } from "./build-state.ts";
import { decisionText } from "./decision-text.ts";

/** What became of a request that an agent has made before. */
export interface KnownToolRequest {
  readonly id: string;
  /** What the agent is told; null while nobody has decided, or while it waits for what is being built. */
  readonly outcome: string | null;
  /** What it waits for, where that is the tool itself. */
  readonly awaits: Extract<Hold, { reason: "tool_build" }> | null;
}

/**
 * The request that a call is about: the one that it made itself, before its process ended, or the newest of the same
 * name in this cycle. After a crash an agent may make the same call again under another id. Null: none is known.
 */
export const findToolRequest = async (
  { prisma }: Reader,
  of: { projectId: string; cycle: number; runId: string; toolUseId: string; name: string },
): Promise<KnownToolRequest | null> => {
  const { projectId, cycle, runId, toolUseId, name } = of;
  const row =
    (await prisma.toolRequest.findFirst({ where: { runId, toolUseId, status: { not: "WITHDRAWN" } } })) ??
    (await prisma.toolRequest.findFirst({
      where: { projectId, name, status: { not: "WITHDRAWN" }, OR: [{ cycle }, { status: "PENDING" }] },
      orderBy: { createdAt: "desc" },
    }));
  if (row === null) return null;
  if (row.status === "PENDING") return { id: row.id, outcome: null, awaits: null };
  const verdict = ToolVerdict.parse(row.verdict);
  const build = verdict.decision === "approve" ? await buildStateOf({ prisma }, row.id) : null;
  return verdict.decision === "approve" && verdict.waits === true && build?.state === "building"
    ? {
        id: row.id,
        outcome: null,
        awaits: { reason: "tool_build", requestId: row.id, name: row.name, projectId: build.projectId },
      }
    : { id: row.id, outcome: decisionText(row.name, verdict, build), awaits: null };
};

/** What was asked for, and by whom. Null: it is gone. */
export const readToolRequest = async (
  { prisma }: Reader,
  { toolRequestId }: { toolRequestId: string },
): Promise<{ readonly request: ToolRequest; readonly from: AgentRole } | null> => {
  const row = await prisma.toolRequest.findUnique({ where: { id: toolRequestId } });
  return row === null ? null : { request: ToolRequest.parse(row.content), from: AgentRole.parse(row.role) };
};
