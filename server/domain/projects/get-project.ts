import type { BudgetView } from "../../contract/budgets.ts";
import { ProviderWish } from "../../contract/fallback.ts";
import { Plan, ReportOutput } from "../../contract/outputs.ts";
import { ActiveStatus, Hold, PermissionMode } from "../../contract/statuses.ts";
import type { PlanRevisionView, ProjectView, Viewer } from "../../contract/views.ts";
import { DomainError } from "../../platform/errors.ts";
import { readBudgets } from "../budgets/index.ts";
import type { Domain, Reader } from "../domain.ts";
import { sourceView } from "../imports/index.ts";
import type { ProjectCycle } from "../../db/generated/client.ts";
import { messageViews } from "../messages/index.ts";
import { readScreening } from "../screening/index.ts";
import { usageByRun, addUsage, noUsage } from "../usage/index.ts";
import { sessionViews } from "../sessions/index.ts";
import { toWorkspaceView } from "../workspaces/index.ts";
import { askViews } from "./ask-views.ts";
import { claudesRuns } from "./claudes-part.ts";
import { accessColumns, accessOf, managesProject } from "./access.ts";
import { agentStates } from "./agent-states.ts";
import { queueOrder } from "./list-projects.ts";
import { phaseViews, runInclude, toRunView } from "./phase-views.ts";
import { askOfProcess, cardInclude, doingOf, newestModels, newestTools, toCard, type CardRow } from "./project-card.ts";
import { requestsOfAgents } from "./requests-of-agents.ts";
import { assignmentsUsed, toChoices } from "./project-choices.ts";
import { readStandInWork } from "./stand-ins.ts";
import { readInClaudesWay } from "./why-local.ts";
import { addWork, noWork, workByRun } from "./work-time.ts";

/**
 * Everything about a project but its log, as of one moment (one repeatable-read transaction; what keeps it from Claude is
 * looked up before); with `cycle`, of an earlier cycle as it ended, which nobody steers any more. Error: not_found.
 */
export const getProject = async (
  domain: Domain,
  {
    viewer,
    projectId,
    ...asked
  }: { viewer: Pick<Viewer, "id" | "role">; projectId: string; cycle?: number | undefined },
): Promise<ProjectView> => {
  const inClaudesWay = await readInClaudesWay(domain);
  return domain.prisma.$transaction(
    async (tx) => {
      const found = await tx.project.findUnique({
        where: { id: projectId },
        include: { ...cardInclude, members: accessColumns.members },
      });
      if (found === null || accessOf(viewer, found) === "none") {
        throw new DomainError("not_found", "This project does not exist, or you may not see it.");
      }
      const ended = await tx.projectCycle.findMany({ where: { projectId }, orderBy: { number: "asc" } });
      const row = asked.cycle === undefined ? found : inCycle(found, ended, asked.cycle);
      const runRows = await tx.run.findMany({
        where: { projectId, cycle: row.cycle },
        orderBy: { createdAt: "asc" },
        include: runInclude,
      });
      const [openRun] = row.runs;
      const waits = askOfProcess(row) !== undefined && openRun?.status === "RUNNING";
      const phases = await tx.phase.findMany({ where: { projectId, cycle: row.cycle }, orderBy: { position: "asc" } });
      const revisions = await revisionViews({ prisma: tx }, { projectId, cycle: row.cycle });
      const revision = revisions.at(-1);
      const usage = await usageByRun({ prisma: tx }, projectId);
      const work = await workByRun({ prisma: tx, clock: domain.clock }, projectId);
      const models = await newestModels({ prisma: tx }, [projectId]);
      const tools = await newestTools(
        { prisma: tx },
        row.runs.map(({ id }) => id),
      );
      const standInWork = await readStandInWork({ prisma: tx, clock: domain.clock }, { projectId, cycle: row.cycle });
      const runsOfClaude = standInWork.length === 0 ? [] : await claudesRuns({ prisma: tx }, [projectId]);
      const queue = row.status === "QUEUED" ? await queueOrder({ prisma: tx }) : new Map<string, number>();
      const liveAttempts = await tx.attempt.count({ where: { run: { projectId }, endedAt: null } });
      const total = [...usage.values()].reduce(addUsage, noUsage);
      return {
        ...toCard(row, {
          usage: total,
          work: [...work.values()].reduce(addWork, noWork),
          newest: models.get(projectId),
          stoodIn: [...new Set(standInWork.flatMap((part) => part.models))],
          inClaudesWay,
          claudesRuns: runsOfClaude,
          tool: tools.get(projectId) ?? null,
          queuePosition: queue.get(projectId) ?? null,
        }),
        doing: doingOf(row),
        brief: row.brief,
        summary: row.summary,
        plan: revision?.plan ?? null,
        planRevision: revision?.number ?? null,
        heldFrom: ActiveStatus.nullable().parse(row.heldFrom),
        revisions,
        cycle: row.cycle,
        cycles: [...ended, { ...found, number: found.cycle }].map(({ number, brief, status, finishedAt }) => ({
          number,
          brief,
          status,
          finishedAt,
        })),
        messages: await messageViews({ prisma: tx }, { projectId, cycle: row.cycle }),
        permissionMode: PermissionMode.parse(row.permissionMode),
        approvePlan: row.approvePlan,
        choices: toChoices(row, await assignmentsUsed({ prisma: tx }, row)),
        phases: phaseViews(phases, runRows, { usage, work, claudesRuns: runsOfClaude }),
        runs: runRows.map((run) => toRunView(run, { usage, work })),
        asks: row === found ? await askViews({ prisma: tx }, projectId) : [],
        agents: agentStates({
          status: row.status,
          hold: Hold.nullable().parse(row.hold),
          openRun: openRun === undefined ? null : { ...openRun, status: waits ? "WAITING" : openRun.status },
          requests: await requestsOfAgents({ prisma: tx }, found),
        }),
        sessions: await sessionViews({ prisma: tx }, { projectId, cycle: row.cycle }),
        report: ReportOutput.nullable().parse(row.report),
        error: row.error,
        sequence: row.eventSequence,
        providerWish: ProviderWish.nullable().parse(row.providerWish),
        standInWork,
        liveAttempts,
        ranWithoutSandbox: await ranWithoutSandbox({ prisma: tx }, projectId),
        workspace: toWorkspaceView(row),
        builds: await builtTool({ prisma: tx }, row),
        budget: await ownBudget({ prisma: tx, clock: domain.clock }, row),
        screening: await readScreening({ prisma: tx }, row.screening),
        source: await sourceView({ prisma: tx }, row),
        can: {
          steer: row === found && accessOf(viewer, found) === "steer",
          manage: row === found && managesProject(viewer, found),
        },
      };
    },
    { isolationLevel: "RepeatableRead" },
  );
};

const builtTool = async (
  { prisma }: Reader,
  { id: projectId, buildsRequestId: requestId }: CardRow,
): Promise<ProjectView["builds"]> => {
  if (requestId === null) return null;
  const accepted = await prisma.toolVersion.findFirst({
    where: { buildProjectId: projectId, status: "ACCEPTED" },
    select: { toolId: true },
  });
  return { requestId, toolId: accepted?.toolId ?? null };
};

const ownBudget = async (
  reader: Reader & Pick<Domain, "clock">,
  { id: projectId, ownerId }: { readonly id: string; readonly ownerId: string },
): Promise<BudgetView | null> => {
  const budgets = await readBudgets(reader, { projectId, ownerId });
  return budgets.find(({ budget }) => budget.scope === "PROJECT") ?? null;
};

/** The project as it was at the end of an earlier cycle. */
const inCycle = (row: CardRow, ended: readonly ProjectCycle[], number: number): CardRow => {
  if (number === row.cycle) return row;
  const cycle = ended.find((earlier) => earlier.number === number);
  if (cycle === undefined) throw new DomainError("not_found", `This project has no cycle ${number}.`);
  const { brief, status, summary, report, error, startedAt, finishedAt } = cycle;
  const then = { brief, status, summary, report, error, startedAt, finishedAt };
  return { ...row, ...then, cycle: number, heldFrom: null, hold: null, screening: null, runs: [], asks: [] };
};

const revisionViews = async (
  { prisma }: Reader,
  { projectId, cycle }: { projectId: string; cycle: number },
): Promise<PlanRevisionView[]> => {
  const rows = await prisma.planRevision.findMany({ where: { projectId, cycle }, orderBy: { number: "asc" } });
  const authors = await prisma.user.findMany({
    where: { id: { in: rows.flatMap(({ authorId }) => authorId ?? []) } },
    select: { id: true, name: true },
  });
  return rows.map(({ number, plan, authorId, reason, comment, createdAt, approvedAt }) => ({
    number,
    plan: Plan.parse(plan),
    by: authorId === null ? null : (authors.find(({ id }) => id === authorId)?.name ?? "a user who is gone"),
    reason,
    sentBack: comment,
    createdAt,
    approvedAt,
  }));
};

const ranWithoutSandbox = async ({ prisma }: Reader, projectId: string): Promise<boolean> => {
  const found = await prisma.event.findFirst({
    where: { projectId, type: "attempt.started", payload: { path: ["sandboxed"], equals: false } },
    select: { sequence: true },
  });
  return found !== null;
};
