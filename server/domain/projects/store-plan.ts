import { Plan, PlannedPhase, type PlanOutput } from "../../contract/outputs.ts";
import { PhaseStatus } from "../../contract/statuses.ts";
import { DomainError } from "../../platform/errors.ts";
import { newId } from "../../platform/ids.ts";
import type { Phase } from "../../db/generated/client.ts";
import type { Tx } from "../domain.ts";
import { storableObject } from "../events/index.ts";
import type { PhaseState } from "./project-state.ts";
import { provisionalTitle } from "./provisional-title.ts";

interface Revision {
  readonly projectId: string;
  /** A person's id; null: the Project Manager. */
  readonly author: string | null;
  readonly reason?: string | null;
  /** Where its author is the one who has to approve it. */
  readonly approvedAt?: Date | null;
}

export interface StoredPlan {
  readonly revision: number;
  /** With the phases that are behind it or at work. */
  readonly plan: Plan;
  /** All phases of the cycle as they are now, for the signal that follows. */
  readonly phases: PhaseState[];
}

/** Keeps what PLAN handed in as the next revision. The plan names the project, unless a person has. */
export const storePlan = async (
  tx: Tx,
  { plan, ...revision }: Revision & { readonly plan: PlanOutput },
): Promise<StoredPlan> => {
  const { projectId } = revision;
  const { title, brief } = await tx.project.findUniqueOrThrow({
    where: { id: projectId },
    select: { title: true, brief: true },
  });
  await tx.project.update({
    where: { id: projectId },
    data: { summary: plan.summary, ...(title === provisionalTitle(brief) && { title: plan.title }) },
  });
  return store(tx, { ...revision, plan });
};

/** Keeps the newest plan with other phases to come as the next revision. */
export const storeRevision = async (
  tx: Tx,
  { phases, ...revision }: Revision & { readonly phases: readonly PlannedPhase[] },
): Promise<StoredPlan> => {
  const { projectId } = revision;
  const newest = await tx.planRevision.findFirst({ where: { projectId }, orderBy: { number: "desc" } });
  if (newest === null) throw new DomainError("conflict", "There is no plan yet that could be changed.");
  return store(tx, { ...revision, plan: { ...Plan.parse(newest.plan), phases: [...phases] } });
};

/** `plan.phases` are those to come. Whatever has begun stays as it is and stands before them. */
const store = async (tx: Tx, { plan, ...revision }: Revision & { readonly plan: Plan }): Promise<StoredPlan> => {
  const { projectId, author, reason = null, approvedAt = null } = revision;
  const { cycle } = await tx.project.findUniqueOrThrow({ where: { id: projectId }, select: { cycle: true } });
  const number = (await tx.planRevision.count({ where: { projectId } })) + 1;
  const standing = await layOut(tx, { projectId, cycle, phases: plan.phases, number });
  const whole = { ...plan, phases: [...standing.map(plannedOf), ...plan.phases] };
  await tx.planRevision.create({
    data: {
      id: newId("planRevision"),
      projectId,
      cycle,
      number,
      plan: storableObject(whole),
      authorId: author,
      reason,
      approvedAt,
      approvedBy: approvedAt === null ? null : author,
    },
  });
  const rows = await tx.phase.findMany({ where: { projectId, cycle }, orderBy: { position: "asc" } });
  const phases = rows.map(({ id, status, round, goRound, skipReason }) => ({
    id,
    status: PhaseStatus.parse(status),
    round,
    goRound,
    skipReason,
  }));
  return { revision: number, plan: whole, phases };
};

const plannedOf = ({ title, kind, goal, acceptanceCriteria, expectedArtefacts }: Phase): PlannedPhase =>
  PlannedPhase.parse({ title, kind, goal, acceptanceCriteria, expectedArtefacts });

/**
 * Lays out the rows of the phases to come. One that keeps its title keeps its row, and so what was done in it before
 * the project was rolled back; of the others, those that nobody ever began go, and those with runs are left out by name.
 * @returns the rows that stand before them: accepted, skipped, at work
 */
const layOut = async (
  tx: Tx,
  options: { projectId: string; cycle: number; phases: readonly PlannedPhase[]; number: number },
): Promise<Phase[]> => {
  const { projectId, cycle, phases, number } = options;
  const rows = await tx.phase.findMany({
    where: { projectId, cycle },
    orderBy: { position: "asc" },
    include: { _count: { select: { runs: true } } },
  });
  const pending = rows.filter(({ status }) => status === "PENDING");
  const standing = rows.filter(({ status }) => status !== "PENDING");
  const placed = phases.map((phase) => {
    const at = pending.findIndex(({ title }) => title === phase.title);
    return { phase, row: at === -1 ? null : (pending.splice(at, 1)[0] ?? null) };
  });
  const begun = pending.filter(({ _count }) => _count.runs > 0);
  await tx.phase.deleteMany({
    where: { id: { in: pending.filter((row) => !begun.includes(row)).map(({ id }) => id) } },
  });
  // Out of the way first: no two rows may have one place, not even for a moment.
  await tx.phase.updateMany({ where: { projectId, cycle }, data: { position: { increment: 10_000 } } });
  let position = 0;
  for (const { id } of standing) await tx.phase.update({ where: { id }, data: { position: position++ } });
  for (const { id } of begun) {
    const skipReason = `Left out by revision ${number} of the plan.`;
    await tx.phase.update({ where: { id }, data: { position: position++, status: "SKIPPED", skipReason } });
  }
  for (const { phase, row } of placed) {
    const data = { ...phase, position: position++ };
    if (row !== null) await tx.phase.update({ where: { id: row.id }, data });
    else await tx.phase.create({ data: { id: newId("phase"), projectId, cycle, status: "PENDING", ...data } });
  }
  return standing;
};
