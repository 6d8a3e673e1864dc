import { z } from "zod";
import type { CalledTool } from "../../contract/activity.ts";
import { AskContent } from "../../contract/asks.ts";
import { ProviderKind } from "../../contract/provider-kinds.ts";
import { Operation } from "../../contract/roles.ts";
import { isEnded, Hold, isPhaseClosed, needsAnswer } from "../../contract/statuses.ts";
import type { ProjectCard, ProjectView, WorkTime } from "../../contract/views.ts";
import type { UsageTotals } from "../../contract/usage.ts";
import type { Prisma } from "../../db/generated/client.ts";
import type { Reader } from "../domain.ts";
import { inLine } from "../runs/index.ts";
import { noUsage } from "../usage/index.ts";
import type { ClaudesRun } from "./claudes-part.ts";
import { describeActivity, describeDoing, type ActivityFacts } from "./describe-activity.ts";
import { whyLocal, type InClaudesWay } from "./why-local.ts";
import { noWork } from "./work-time.ts";

/** The rows that a card is made of. */
export const cardInclude = {
  owner: { select: { name: true } },
  phases: {
    select: { id: true, cycle: true, position: true, title: true, status: true, provider: true },
    orderBy: { position: "asc" },
  },
  runs: {
    where: { status: { in: ["QUEUED", "RUNNING", "WAITING"] }, operation: inLine },
    select: { id: true, operation: true, status: true },
    take: 1,
  },
  switches: { select: { toModel: true, reason: true, until: true }, orderBy: { dispatchedAt: "desc" }, take: 1 },
  asks: {
    where: { status: "PENDING" },
    select: { id: true, runId: true, kind: true, content: true },
    orderBy: { createdAt: "asc" },
  },
} as const satisfies Prisma.ProjectInclude;

export type CardRow = Prisma.ProjectGetPayload<{ include: typeof cardInclude }>;

export interface CardFacts {
  readonly usage: UsageTotals | undefined;
  readonly work: WorkTime | undefined;
  readonly newest: NewestModel | undefined;
  readonly stoodIn: readonly string[] | undefined;
  readonly inClaudesWay: InClaudesWay;
  readonly claudesRuns: readonly ClaudesRun[];
  readonly tool: CalledTool | null;
  readonly queuePosition: number | null;
}

/** The permission that the open run's process waits for, or has waited for. */
export const askOfProcess = ({
  asks,
  runs: [run],
}: Pick<CardRow, "asks" | "runs">): CardRow["asks"][number] | undefined =>
  asks.find(({ kind, runId }) => kind === "permission" && runId === run?.id);

const phasesOf = ({ phases, cycle }: CardRow): CardRow["phases"] => phases.filter((phase) => phase.cycle === cycle);

const currentPhaseOf = (row: CardRow) => phasesOf(row).find((phase) => !isPhaseClosed(phase.status));

const activityFacts = (row: CardRow, tool: CalledTool | null): ActivityFacts => {
  const { status, error } = row;
  const phases = phasesOf(row);
  const current = currentPhaseOf(row);
  const [run] = row.runs;
  const hold = Hold.nullable().parse(row.hold);
  // What the project stands still for, or a living process waits for; not what else it has asked.
  const askId = hold !== null && needsAnswer(hold) ? hold.askId : null;
  const ask = row.asks.find(({ id }) => id === askId) ?? askOfProcess(row);
  return {
    status,
    hold,
    phase: current === undefined ? null : { number: current.position + 1, title: current.title },
    openRun: run === undefined ? null : { operation: Operation.parse(run.operation), status: run.status },
    tool,
    ask: ask === undefined ? null : AskContent.parse(ask.content),
    error,
    phasesAccepted: phases.filter((phase) => phase.status === "ACCEPTED").length,
  };
};

/** Whose tool calls a project's activity tells of. */
export const doingOf = (row: CardRow): ProjectView["doing"] => {
  const [run] = row.runs;
  const words = describeDoing(activityFacts(row, null));
  return run === undefined || words === null ? null : { runId: run.id, words };
};

/** Builds a card from its rows and what was looked up beside them. */
export const toCard = (row: CardRow, facts: CardFacts): ProjectCard => {
  const activity = activityFacts(row, facts.tool);
  const { hold, phasesAccepted } = activity;
  return {
    id: row.id,
    title: row.title,
    status: row.status,
    hold,
    phasesAccepted,
    phasesTotal: phasesOf(row).length,
    activity: describeActivity(activity),
    pendingAsks: row.asks.length,
    provider: ProviderKind.nullable().parse(row.provider),
    model: facts.newest?.model ?? null,
    standIn: standInOf(row, { ...facts, hold }),
    stoodIn: facts.stoodIn ?? [],
    allLocal:
      (facts.stoodIn ?? []).length > 0 &&
      !facts.claudesRuns.some(({ projectId, cycle }) => projectId === row.id && cycle === row.cycle),
    private: row.private,
    ownerName: row.owner.name,
    priority: row.priority,
    usage: facts.usage ?? noUsage,
    work: facts.work ?? noWork,
    createdAt: row.createdAt,
    startedAt: row.startedAt,
    finishedAt: row.finishedAt,
    archivedAt: row.archivedAt,
    queuePosition: facts.queuePosition,
  };
};

/**
 * A private project's model is its own, and stands in for nobody; nor does one while the project waits for somebody who can
 * work. One local model follows another without a switch: who it is now is what the attempts say.
 */
const standInOf = (
  row: CardRow,
  { hold, newest, inClaudesWay }: Pick<CardFacts, "newest" | "inClaudesWay"> & { readonly hold: Hold | null },
): ProjectCard["standIn"] => {
  const { servedBy, status, private: isPrivate } = row;
  const waits = hold?.reason === "quota" || hold?.reason === "provider";
  if (servedBy !== "local" || isPrivate || isEnded(status) || waits) return null;
  // It was in nobody's place when it last worked: the project was private, or there was only this one.
  if (newest?.provider === "ollama" && !newest.standIn) return null;
  const last = row.switches[0] ?? null;
  const model = newest?.standIn === true ? newest.model : (last?.toModel ?? null);
  if (model === null) return null;
  return { model, ...whyLocal({ project: row, phase: currentPhaseOf(row) ?? null, last }, inClaudesWay) };
};

const ToolRows = z.array(z.object({ projectId: z.string(), name: z.string(), input: z.unknown() }));

/** The newest tool call of each open run. */
export const newestTools = async (
  { prisma }: Reader,
  runIds: readonly string[],
): Promise<ReadonlyMap<string, CalledTool>> => {
  if (runIds.length === 0) return new Map();
  const rows = await prisma.$queryRaw`
    SELECT run."projectId" AS "projectId", e."payload"->>'name' AS name, e."payload"->'input' AS input
    FROM "Run" run CROSS JOIN LATERAL (
      SELECT "payload" FROM "Event"
      WHERE "projectId" = run."projectId" AND "runId" = run."id" AND "type" = 'tool.called'
      ORDER BY "sequence" DESC LIMIT 1) e
    WHERE run."id" = ANY(${[...runIds]}::text[])`;
  return new Map(ToolRows.parse(rows).map(({ projectId, name, input }) => [projectId, { name, input }]));
};

const NewestModel = z.object({
  projectId: z.string(),
  model: z.string(),
  provider: z.string().nullable(),
  standIn: z.boolean(),
});
/** Who was last at work for a project, and whether in Claude's place. */
type NewestModel = z.infer<typeof NewestModel>;

/** The model that was last at work for each project. */
export const newestModels = async (
  { prisma }: Reader,
  projectIds: readonly string[],
): Promise<ReadonlyMap<string, NewestModel>> => {
  if (projectIds.length === 0) return new Map();
  const rows = await prisma.$queryRaw`
    SELECT DISTINCT ON (run."projectId") run."projectId" AS "projectId", a."model" AS model, a."provider" AS provider,
      a."standIn" AS "standIn"
    FROM "Attempt" a JOIN "Run" run ON run."id" = a."runId"
    WHERE run."projectId" = ANY(${[...projectIds]}::text[]) AND a."model" IS NOT NULL
    ORDER BY run."projectId", a."startedAt" DESC`;
  return new Map(
    z
      .array(NewestModel)
      .parse(rows)
      .map((row) => [row.projectId, row]),
  );
};
