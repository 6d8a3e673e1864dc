import { PlanOutput } from "../../contract/outputs.ts";
import type { Phase, Project } from "../../db/generated/client.ts";
import type { Reader } from "../domain.ts";

export type { Phase, Project };

/** A project's row and the phases of its current cycle, in order: what a step works on. */
export const projectWithPhases = async (
  { prisma }: Reader,
  projectId: string,
): Promise<{ project: Project; phases: Phase[] }> => {
  const project = await prisma.project.findUniqueOrThrow({ where: { id: projectId } });
  const phases = await prisma.phase.findMany({
    where: { projectId, cycle: project.cycle },
    orderBy: { position: "asc" },
  });
  return { project, phases };
};

/** The newest plan, approved or not. */
export const newestPlan = async ({ prisma }: Reader, projectId: string): Promise<PlanOutput | null> => {
  const revision = await prisma.planRevision.findFirst({
    where: { projectId },
    orderBy: { number: "desc" },
    select: { plan: true },
  });
  return PlanOutput.nullable().parse(revision?.plan ?? null);
};
