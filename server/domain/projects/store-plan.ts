import type { PlanOutput } from "../../contract/outputs.ts";
import { newId } from "../../platform/ids.ts";
import type { Tx } from "../domain.ts";
import { storableObject } from "../events/index.ts";
import { provisionalTitle } from "./provisional-title.ts";

/**
 * Keeps a plan as the next revision and lays its phases out; phases of an earlier revision that nobody began go. The
 * plan names the project, unless a person has.
 */
export const storePlan = async (
  tx: Tx,
  { projectId, plan }: { projectId: string; plan: PlanOutput },
): Promise<{ phaseIds: string[]; revision: number }> => {
  const { cycle, title, brief } = await tx.project.findUniqueOrThrow({
    where: { id: projectId },
    select: { cycle: true, title: true, brief: true },
  });
  const revision = (await tx.planRevision.count({ where: { projectId } })) + 1;
  await tx.planRevision.create({
    data: { id: newId("planRevision"), projectId, number: revision, plan: storableObject(plan) },
  });
  await tx.phase.deleteMany({ where: { projectId, cycle, status: "PENDING" } });
  const phases = plan.phases.map((phase, position) => ({
    id: newId("phase"),
    projectId,
    cycle,
    position,
    title: phase.title,
    kind: phase.kind,
    goal: phase.goal,
    acceptanceCriteria: phase.acceptanceCriteria,
    expectedArtefacts: phase.expectedArtefacts,
    status: "PENDING" as const,
  }));
  await tx.phase.createMany({ data: phases });
  await tx.project.update({
    where: { id: projectId },
    data: { summary: plan.summary, ...(title === provisionalTitle(brief) && { title: plan.title }) },
  });
  return { phaseIds: phases.map(({ id }) => id), revision };
};
