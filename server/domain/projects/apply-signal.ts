import { isEnded } from "../../contract/statuses.ts";
import { Prisma } from "../../db/generated/client.ts";
import { DomainError, unreachable } from "../../platform/errors.ts";
import { askAllocation, askQuestion, askPlanApproval, withdrawAsks } from "../asks/index.ts";
import type { Domain, Tx } from "../domain.ts";
import { appendEvents, type NewEvent } from "../events/index.ts";
import { withdrawToolRequests } from "../tool-requests/index.ts";
import { startRun, takeOpenRun, wakeOpenRun } from "../runs/index.ts";
import { nextAdmissions } from "./next-admissions.ts";
import { lockProject } from "./load-project.ts";
import { transition } from "./project-machine.ts";
import type { Effect, ProjectState, Signal } from "./project-state.ts";

/**
 * Sends a signal to a project's machine and writes what it answers, state, events and jobs together, in the caller's
 * transaction. A signal that means nothing in the present state throws a conflict and changes nothing.
 */
export const applySignal = async (
  domain: Domain,
  tx: Tx,
  { projectId, signal, actorId = null }: { projectId: string; signal: Signal; actorId?: string | null },
): Promise<ProjectState> => {
  const { project, state: before, planRevision } = await lockProject(tx, projectId);
  const result = transition(before, signal);
  if (!result.ok) throw new DomainError("conflict", result.reason);
  const { state: after, effects } = result;

  await writeProject(domain, tx, projectId, project.startedAt, before, after);
  const events = [...phaseEvents(before, after), ...statusEvents(before, after)];
  for (const phase of changedPhases(before, after)) {
    await tx.phase.update({ where: { id: phase.id }, data: phaseRow(domain, phase) });
  }
  if (signal.type === "plan_approved" || (signal.type === "planned" && !before.approvePlan)) {
    // A plan is stored before it is signalled, so it is the newest already.
    const actor = actorId === null ? null : await tx.user.findUniqueOrThrow({ where: { id: actorId } });
    events.unshift({
      payload: { type: "plan.approved", revision: planRevision, by: actor?.name ?? null },
    });
  }
  if (events.length > 0) await appendEvents(tx, { projectId, fence: null, events });

  for (const effect of effects) await applyEffect(domain, tx, projectId, effect);
  return after;
};

const writeProject = async (
  domain: Domain,
  tx: Tx,
  id: string,
  startedAt: Date | null,
  before: ProjectState,
  after: ProjectState,
): Promise<void> => {
  const now = domain.clock.now();
  await tx.project.update({
    where: { id },
    data: {
      status: after.status,
      heldFrom: after.heldFrom,
      hold: after.hold ?? Prisma.DbNull,
      error: failureOf(after),
      ...(before.toImport && !after.toImport && { importedAt: now }),
      maxAssignments: after.maxAssignments,
      ...(after.status === "QUEUED" && { submittedAt: now }),
      ...(after.status === "PLANNING" && startedAt === null && { startedAt: now }),
      ...(isEnded(after.status) && !isEnded(before.status) && { finishedAt: now }),
    },
  });
};

const changedPhases = (before: ProjectState, after: ProjectState) =>
  after.phases.filter((phase) => {
    const earlier = before.phases.find(({ id }) => id === phase.id);
    return (
      earlier !== undefined &&
      (earlier.status !== phase.status ||
        earlier.round !== phase.round ||
        earlier.goRound !== phase.goRound ||
        earlier.skipReason !== phase.skipReason)
    );
  });

const phaseRow = (domain: Domain, phase: ProjectState["phases"][number]): Prisma.PhaseUpdateInput => {
  const { status, round, goRound, skipReason } = phase;
  const row = { status, round, goRound, skipReason };
  switch (status) {
    case "IMPLEMENTING":
      return round === goRound ? { ...row, startedAt: domain.clock.now(), finishedAt: null } : row;
    case "ACCEPTED":
    case "SKIPPED":
    case "STOPPED":
      return { ...row, finishedAt: domain.clock.now() };
    // What it was before is history: it will start from wherever the workspace is then.
    case "PENDING":
      return { ...row, baseCommit: null, commit: null, startedAt: null, finishedAt: null };
    case "RESTORING":
      return { ...row, commit: null, finishedAt: null };
    case "CHECKING":
    case "REVIEWING":
    case "EVALUATING":
    case "ESCALATED":
    case "ACCEPTING":
      return row;
    default:
      return unreachable(status);
  }
};

const statusEvents = (before: ProjectState, after: ProjectState): NewEvent[] => {
  if (before.status === after.status) return [];
  const failure = failureOf(after);
  return [
    { payload: { type: "project.status_changed", from: before.status, to: after.status, hold: after.hold } },
    ...(failure === null ? [] : [{ payload: { type: "project.failed" as const, message: failure } }]),
  ];
};

/** Why a project FAILED, in words; null while it has not. Only a person's "stop" at an escalation ends one so. */
const failureOf = ({ status, phases }: ProjectState): string | null =>
  status === "FAILED"
    ? `Stopped by a person: phase ${phases.findIndex((phase) => phase.status === "STOPPED") + 1} was not accepted.`
    : null;

const phaseEvents = (before: ProjectState, after: ProjectState): NewEvent[] =>
  changedPhases(before, after).map((phase): NewEvent => ({
    phaseId: phase.id,
    payload: {
      type: "phase.status_changed",
      from: before.phases.find(({ id }) => id === phase.id)?.status ?? "PENDING",
      to: phase.status,
      round: phase.round,
    },
  }));

const applyEffect = async (domain: Domain, tx: Tx, projectId: string, effect: Effect): Promise<void> => {
  switch (effect.type) {
    case "start_run":
      return startRun(domain, tx, { projectId, ...effect });
    case "wake_run":
      return wakeOpenRun(domain, tx, { projectId });
    case "take_run":
      return takeOpenRun(domain, tx, { projectId, becomes: effect.becomes });
    case "ask_plan_approval":
      return askPlanApproval(domain, tx, { projectId });
    case "ask_question":
      return askQuestion(domain, tx, { projectId, ...effect });
    case "ask_allocation":
      return askAllocation(domain, tx, { projectId, ...effect });
    case "withdraw_asks":
      return withdrawAsks(tx, { projectId });
    case "withdraw_tool_requests":
      return withdrawToolRequests(domain, tx, { projectId });
    case "admit":
      for (const id of await nextAdmissions(tx)) {
        await applySignal(domain, tx, { projectId: id, signal: { type: "admitted" } });
      }
      return;
    default:
      return unreachable(effect);
  }
};
