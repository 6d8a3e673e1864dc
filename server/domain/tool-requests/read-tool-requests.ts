import { AgentRole } from "../../contract/roles.ts";
import { ToolRequest, ToolVerdict } from "../../contract/tool-requests.ts";
import type { Reader } from "../domain.ts";

/** What became of a request that an agent has made before. */
export interface KnownToolRequest {
  readonly id: string;
  /** Null while nobody has decided. */
  readonly verdict: ToolVerdict | null;
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
  return { id: row.id, verdict: row.status === "PENDING" ? null : ToolVerdict.parse(row.verdict) };
};

/** What an assessment is about. Null: it is gone. */
export const toolRequestForAssessment = async (
  { prisma }: Reader,
  { toolRequestId }: { toolRequestId: string },
): Promise<{ readonly request: ToolRequest; readonly from: AgentRole } | null> => {
  const row = await prisma.toolRequest.findUnique({ where: { id: toolRequestId } });
  return row === null ? null : { request: ToolRequest.parse(row.content), from: AgentRole.parse(row.role) };
};
