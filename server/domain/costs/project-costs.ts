import { z } from "zod";
import type { Complexity } from "../../contract/briefs.ts";
import type { AttemptKey, CostFigures, PhaseKey, ProjectCosts } from "../../contract/costs.ts";
import { modelOfRole, type RoleModels } from "../../contract/models.ts";
import { Plan } from "../../contract/outputs.ts";
import { AgentRole, Operation } from "../../contract/roles.ts";
import type { Reader } from "../domain.ts";
import { addCosts, noCosts, sumBy } from "./cost-figures.ts";
import { choicesOfRow, roleModelsOf } from "../projects/index.ts";
import { modelsOf, readSettings } from "../settings/index.ts";
import { estimateCost } from "./estimate.ts";

const whole = z.bigint().transform(Number);
const Rows = z.array(
  z.object({
    phaseId: z.string().nullable(),
    phaseTitle: z.string().nullable(),
    phasePosition: z.int().nullable(),
    runId: z.string(),
    operation: Operation,
    round: z.int(),
    attempt: z.int(),
    role: AgentRole.nullable(),
    model: z.string(),
    calls: whole,
    inputTokens: whole,
    outputTokens: whole,
    billedMicros: whole,
    equivalentMicros: whole,
    localCalls: whole,
    scriptedCalls: whole,
    unpricedCalls: whole,
    unreportedCalls: whole,
  }),
);
type Row = z.infer<typeof Rows>[number] & { readonly figures: CostFigures };

const Assumed = z.tuple([z.object({ calls: z.int(), micros: whole })]);

/** What a project has cost, by phase, role, model and attempt, and what its plan was expected to cost. */
export const projectCosts = async ({ prisma }: Reader, projectId: string): Promise<ProjectCosts> => {
  const rows = await attemptRows({ prisma }, projectId);
  const [assumed] = Assumed.parse(
    await prisma.$queryRaw`
      SELECT count(*)::int AS "calls", COALESCE(sum("settledMicros"), 0)::bigint AS "micros" FROM "Reservation"
      WHERE "projectId" = ${projectId} AND "settledAs" IN ('WORST_CASE', 'ASSUMED_PRICE')`,
  );
  return {
    total: rows.reduce((sum, { figures }) => addCosts(sum, figures), noCosts),
    byPhase: sumBy(rows, { keyOf: phaseOf, name: (phase) => phase?.id ?? "" }).toSorted(
      (a, b) => (a.key?.number ?? 0) - (b.key?.number ?? 0),
    ),
    byRole: sumBy(rows, { keyOf: ({ role }) => role, name: (role) => role ?? "" }),
    byModel: sumBy(rows, { keyOf: ({ model }) => model, name: (model) => model }),
    byAttempt: rows.map((row) => ({ key: attemptOf(row), figures: row.figures })),
    estimate: await estimateAtPlan({ prisma }, projectId),
    assumed,
  };
};

/** One row per attempt and model, in the order in which they began. A correction counts where it corrects. */
const attemptRows = async ({ prisma }: Reader, projectId: string): Promise<Row[]> => {
  const rows = Rows.parse(
    await prisma.$queryRaw`
      SELECT u."phaseId", p."title" AS "phaseTitle", p."position" AS "phasePosition", u."runId",
        u."operation"::text AS "operation", u."round", u."attemptNumber" AS "attempt", u."role",
        COALESCE(u."responseModel", u."model") AS "model",
        count(*) FILTER (WHERE u."kind" = 'CALL') AS "calls",
        sum(u."inputUncached"::bigint + u."cacheRead" + u."cacheWrite5m" + u."cacheWrite1h")::bigint AS "inputTokens",
        sum(u."output")::bigint AS "outputTokens",
        COALESCE(sum(u."costMicros") FILTER (WHERE u."billable"), 0)::bigint AS "billedMicros",
        COALESCE(sum(u."costMicros") FILTER (WHERE u."accountKind" = 'subscription'), 0)::bigint AS "equivalentMicros",
        count(*) FILTER (WHERE u."basis" = 'local') AS "localCalls",
        count(*) FILTER (WHERE u."basis" = 'scripted') AS "scriptedCalls",
        count(*) FILTER (WHERE u."basis" = 'unpriced') AS "unpricedCalls",
        count(*) FILTER (WHERE u."kind" = 'CALL' AND spiral_call_unreported(u."basis", u."outcome")) AS "unreportedCalls"
      FROM "UsageRecord" u LEFT JOIN "Phase" p ON p."id" = u."phaseId"
      WHERE u."projectId" = ${projectId}
      GROUP BY 1, 2, 3, 4, 5, 6, 7, 8, 9 ORDER BY min(u."startedAt")`,
  );
  return rows.map((row) => {
    const { calls, inputTokens, outputTokens, billedMicros, equivalentMicros } = row;
    const { localCalls, scriptedCalls, unpricedCalls, unreportedCalls } = row;
    const money = { billedMicros, equivalentMicros };
    const apart = { localCalls, scriptedCalls, unpricedCalls, unreportedCalls };
    return { ...row, figures: { calls, inputTokens, outputTokens, ...money, ...apart } };
  });
};

const phaseOf = ({ phaseId, phaseTitle, phasePosition }: Row): PhaseKey =>
  phaseId === null || phasePosition === null
    ? null
    : { id: phaseId, number: phasePosition + 1, title: phaseTitle ?? "" };

const attemptOf = ({ runId, operation, round, attempt, phasePosition, model }: Row): AttemptKey => ({
  runId,
  operation,
  round,
  attempt,
  phaseNumber: phasePosition === null ? null : phasePosition + 1,
  model,
});

/** From the first plan: what was expected before anything of it was done. A scripted or local project costs nothing. */
const estimateAtPlan = async ({ prisma }: Reader, projectId: string): Promise<ProjectCosts["estimate"]> => {
  const project = await prisma.project.findUniqueOrThrow({
    where: { id: projectId },
    select: { provider: true, language: true, kind: true, complexity: true, models: true },
  });
  if (project.provider === "scripted" || project.provider === "ollama") return null;
  const first = await prisma.planRevision.findFirst({ where: { projectId }, orderBy: { number: "asc" } });
  if (first === null) return null;
  const { phases } = Plan.parse(first.plan);
  const { language, complexity } = choicesOfRow(project);
  const model = await developersModel({ prisma }, { projectId, own: roleModelsOf(project), complexity });
  return estimateCost({ prisma }, { language, complexity, model, phases: phases.length, before: first.createdAt });
};

/** The one that answered first; before that the one that would, so that an estimate stays what it was. */
const developersModel = async (
  { prisma }: Reader,
  { projectId, own, complexity }: { projectId: string; own: RoleModels; complexity: Complexity },
): Promise<string> => {
  const worked = await prisma.usageRecord.findFirst({
    where: { projectId, role: "DEVELOPER", responseModel: { not: null } },
    orderBy: { at: "asc" },
    select: { responseModel: true },
  });
  return (
    worked?.responseModel ??
    own.DEVELOPER ??
    modelOfRole(modelsOf(await readSettings({ prisma })), "DEVELOPER", complexity)
  );
};
