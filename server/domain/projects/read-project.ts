import { Plan, ReportOutput } from "../../contract/outputs.ts";
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

/** The newest plan of a cycle, approved or not. */
export const newestPlan = async (
  { prisma }: Reader,
  { projectId, cycle }: { projectId: string; cycle: number },
): Promise<Plan | null> => {
  const revision = await prisma.planRevision.findFirst({
    where: { projectId, cycle },
    orderBy: { number: "desc" },
    select: { plan: true },
  });
  return Plan.nullable().parse(revision?.plan ?? null);
};

/** What earlier cycles of a project were asked for and came to, oldest first. */
export const earlierCycles = async ({ prisma }: Reader, projectId: string) => {
  const cycles = await prisma.projectCycle.findMany({ where: { projectId }, orderBy: { number: "asc" } });
  return cycles.map((cycle) => {
    const report = ReportOutput.nullable().parse(cycle.report);
    return {
      number: cycle.number,
      brief: cycle.brief,
      end: cycle.error ?? cycle.status.toLowerCase(),
      summary: report?.summary ?? cycle.summary,
      built: report?.built ?? [],
      remainingIssues: report?.remainingIssues ?? [],
    };
  });
};
