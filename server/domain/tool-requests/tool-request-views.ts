import { AgentRole } from "../../contract/roles.ts";
import {
  ToolAssessment,
  ToolRequest,
  ToolVerdict,
  type ToolAdvice,
  type ToolRequestView,
} from "../../contract/tool-requests.ts";
import type { Prisma } from "../../db/generated/client.ts";
import type { Reader } from "../domain.ts";

/** More than anybody looks through; pending ones come first, then the newest. */
const most = 200;

/** All that was asked for in some projects: what waits first and by its score, then the newest. */
export const toolRequestViews = async (
  { prisma }: Reader,
  { projects }: { projects: Prisma.ProjectWhereInput },
): Promise<Omit<ToolRequestView, "build">[]> => {
  const rows = await prisma.toolRequest.findMany({
    where: { project: projects, status: { not: "WITHDRAWN" } },
    orderBy: [{ status: "asc" }, { createdAt: "desc" }],
    take: most,
    include: { project: { select: { id: true, title: true } }, phase: { select: { position: true } } },
  });
  const people = await prisma.user.findMany({
    where: { id: { in: rows.flatMap(({ decidedById }) => decidedById ?? []) } },
    select: { id: true, name: true },
  });
  const names = new Map(people.map(({ id, name }) => [id, name]));
  return rows.map((row) => ({
    id: row.id,
    project: row.project,
    phase: row.phase === null ? null : row.phase.position + 1,
    from: AgentRole.parse(row.role),
    request: ToolRequest.parse(row.content),
    status: row.status,
    verdict: ToolVerdict.nullable().parse(row.verdict),
    ...adviceOf(row),
    createdAt: row.createdAt,
    decidedAt: row.decidedAt,
    decidedBy: row.decidedById === null ? null : (names.get(row.decidedById) ?? "a user who is gone"),
  }));
};

/** What the PM says of each of these requests. */
export const toolAdvice = async (
  { prisma }: Reader,
  { requestIds }: { requestIds: readonly string[] },
): Promise<ReadonlyMap<string, ToolAdvice>> => {
  if (requestIds.length === 0) return new Map();
  const rows = await prisma.toolRequest.findMany({
    where: { id: { in: [...requestIds] } },
    select: { id: true, assessment: true, assessmentFailure: true },
  });
  return new Map(rows.map((row) => [row.id, adviceOf(row)]));
};

const adviceOf = (row: { assessment: Prisma.JsonValue; assessmentFailure: string | null }): ToolAdvice => ({
  assessment: ToolAssessment.nullable().parse(row.assessment),
  failure: row.assessmentFailure,
});
