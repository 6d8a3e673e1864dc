import { ActiveStatus, Hold, PhaseStatus } from "../../contract/statuses.ts";
import { DomainError } from "../../platform/errors.ts";
import { newId } from "../../platform/ids.ts";
import type { AgentRole } from "../../contract/roles.ts";
import { requestOf } from "../runs/index.ts";
import type { Tx } from "../domain.ts";
import { assignmentsUsed } from "./project-choices.ts";
import { requestsLeft } from "./requests-of-agents.ts";
import type { ProjectState } from "./project-state.ts";

/**
 * Locks a project's row until the transaction ends and reads the machine's state from it. Every change of a project
 * begins here, so that two of them can never decide from the same state. Lock order everywhere: project, then run.
 */
export const lockProject = async (tx: Tx, projectId: string) => {
  await tx.$queryRaw`SELECT 1 FROM "Project" WHERE "id" = ${projectId} FOR NO KEY UPDATE`;
  const project = await tx.project.findUnique({ where: { id: projectId } });
  if (project === null) throw new DomainError("not_found", "This project does not exist, or you may not see it.");
  const phases = await tx.phase.findMany({
    where: { projectId, cycle: project.cycle },
    orderBy: { position: "asc" },
    select: { id: true, status: true, round: true, goRound: true, skipReason: true },
  });
  const revision = await tx.planRevision.findFirst({
    where: { projectId, cycle: project.cycle },
    orderBy: { number: "desc" },
    select: { number: true, approvedAt: true },
  });
  const state: ProjectState = {
    status: project.status,
    heldFrom: ActiveStatus.nullable().parse(project.heldFrom),
    hold: Hold.nullable().parse(project.hold),
    toImport: project.source !== null && project.importedAt === null,
    approvePlan: project.approvePlan,
    maxRefinements: project.maxRefinements,
    assignmentsUsed: await assignmentsUsed({ prisma: tx }, project),
    maxAssignments: project.maxAssignments,
    requestsLeft: await requestsLeft({ prisma: tx }, project),
    needsRequestOf: await needsRequestOf(tx, { projectId }),
    nextAskId: newId("ask"),
    planPending: project.approvePlan && revision !== null && revision.approvedAt === null,
    phases: phases.map((phase) => ({ ...phase, status: PhaseStatus.parse(phase.status) })),
  };
  return { project, state, planRevision: revision?.number ?? 0 };
};

/** Whose request the open run waits for. */
const needsRequestOf = async (tx: Tx, { projectId }: { projectId: string }): Promise<AgentRole | null> => {
  const run = await tx.run.findFirst({
    where: { projectId, status: { in: ["QUEUED", "RUNNING", "WAITING"] }, requestOf: null },
    select: { operation: true },
  });
  return run === null ? null : requestOf(run.operation);
};
