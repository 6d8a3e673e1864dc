import { agentRoles, type AgentRole } from "../../contract/roles.ts";
import { isEnded, isPhaseClosed, PhaseStatus } from "../../contract/statuses.ts";
import { RequestLimits } from "../../contract/requests.ts";
import { ToolVerdict } from "../../contract/tool-requests.ts";
import type { ToolBuildView } from "../../contract/tools.ts";
import { DomainError } from "../../platform/errors.ts";
import type { Domain } from "../domain.ts";
import { requestsUsed } from "../runs/index.ts";
import { buildStateOf } from "../tool-requests/index.ts";
import { beginToolBuild } from "./begin-build.ts";

/** How the newest build of each of these requests is getting on. */
export const buildViews = async (
  domain: Pick<Domain, "prisma" | "clock">,
  { requestIds }: { requestIds: readonly string[] },
): Promise<ReadonlyMap<string, ToolBuildView>> => {
  const views = new Map<string, ToolBuildView>();
  for (const requestId of requestIds) {
    const view = await buildView(domain, requestId);
    if (view !== null) views.set(requestId, view);
  }
  return views;
};

const sum = (counts: Readonly<Record<AgentRole, number>>): number =>
  agentRoles.reduce((total, role) => total + counts[role], 0);

const buildView = async (
  domain: Pick<Domain, "prisma" | "clock">,
  requestId: string,
): Promise<ToolBuildView | null> => {
  const { prisma, clock } = domain;
  const build = await prisma.project.findFirst({
    where: { buildsRequestId: requestId },
    orderBy: { createdAt: "desc" },
    include: { phases: { orderBy: [{ cycle: "asc" }, { position: "asc" }] } },
  });
  if (build === null) return null;
  const request = await prisma.toolRequest.findUniqueOrThrow({ where: { id: requestId } });
  const verdict = ToolVerdict.parse(request.verdict);
  const approved = verdict.decision === "approve" ? verdict : null;
  const version = await prisma.toolVersion.findFirst({
    where: { buildProjectId: build.id, status: { not: "WITHDRAWN" } },
    orderBy: { number: "desc" },
    select: { id: true, status: true },
  });
  const state = await buildStateOf({ prisma }, requestId);
  const phases = build.phases.filter(({ cycle }) => cycle === build.cycle);
  const open = phases.find(({ status }) => !isPhaseClosed(PhaseStatus.parse(status)));
  const deadline = approved?.deadline ?? null;
  return {
    projectId: build.id,
    status: build.status,
    phase: (open ?? phases.at(-1))?.title ?? null,
    phasesDone: phases.filter(({ status }) => isPhaseClosed(PhaseStatus.parse(status))).length,
    phases: phases.length,
    requests: {
      used: sum(await requestsUsed({ prisma }, { projectId: build.id })),
      limit: sum(RequestLimits.parse(build.requestLimits)),
    },
    agents: approved?.agents ?? [],
    deadline,
    late: deadline !== null && state?.state === "building" && clock.now() > new Date(`${deadline}T23:59:59.999Z`),
    version,
    failure: state?.state === "failed" || state?.state === "refused" ? state.reason : null,
  };
};

/**
 * Builds a tool anew whose last build came to nothing, or whose result was refused. Errors: not_found; conflict while one
 * is under way, or where it is there.
 */
export const buildToolAgain = async (
  domain: Domain,
  { requestId, projectId: asking, actorId }: { requestId: string; projectId: string; actorId: string },
): Promise<{ readonly projectId: string }> =>
  domain.prisma.$transaction(async (tx) => {
    const request = await tx.toolRequest.findUnique({ where: { id: requestId, projectId: asking } });
    if (request === null) throw new DomainError("not_found", "This request does not exist, or you may not see it.");
    // One at a time, however often it is pressed.
    await tx.$queryRaw`SELECT 1 FROM "Project" WHERE "id" = ${request.projectId} FOR NO KEY UPDATE`;
    const verdict = ToolVerdict.nullable().parse(request.verdict);
    const state = await buildStateOf({ prisma: tx }, requestId);
    if (verdict?.decision !== "approve" || state?.state === "building" || state?.state === "accepted")
      throw new DomainError("conflict", "This tool is being built, or it is there already.");
    const last = await tx.project.findFirst({
      where: { buildsRequestId: requestId },
      orderBy: { createdAt: "desc" },
      select: { status: true },
    });
    if (last !== null && !isEnded(last.status))
      throw new DomainError("conflict", "Its last build has not ended yet. Cancel it first, or go on with it.");
    const { projectId } = await beginToolBuild(domain, tx, { requestId, verdict, actorId });
    return { projectId };
  });
