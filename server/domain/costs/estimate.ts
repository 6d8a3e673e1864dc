import { z } from "zod";
import { Complexity, Language } from "../../contract/briefs.ts";
import type { Alike, CostEstimate } from "../../contract/costs.ts";
import type { Reader } from "../domain.ts";

/** With fewer accepted phases an estimate would be a guess. */
const fewestPhases = 3;
/** Older ones say little about today's models and prices. */
const mostPhases = 50;
/** So many of the newest are looked through for such that are alike. */
const lookedAt = 400;

const Past = z.object({
  projectId: z.string(),
  language: Language.nullable().catch(null),
  complexity: Complexity.nullable().catch(null),
  /** The one that most of its cost is of. */
  model: z.string(),
  /** By which name it was asked for: a provider may answer with the exact version of it. */
  asked: z.string().nullable(),
  micros: z.number(),
  /** How many phases its project had. */
  projectPhases: z.int(),
});
type Past = z.infer<typeof Past>;

/** What is to be estimated, as far as it is known. */
export interface Estimated {
  readonly language: Language | null;
  readonly complexity: Complexity | null;
  /** The Developer's. Prices of models differ by up to fifty times: another model's phases say nothing. */
  readonly model: string;
  /** Of the plan; null before there is one: as many as projects like it had. */
  readonly phases: number | null;
  /** Only what was accepted before counts. */
  readonly before: Date;
}

/**
 * What a project would cost, from what stood in the ledger by then: so many phases at the median (and the quartiles) of
 * the newest accepted phases of its model, those of its complexity and its language alone where they are enough, and
 * the median of what projects cost beside their phases. Only phases whose every call has a figure count.
 * @returns null without at least three of them
 */
export const estimateCost = async ({ prisma }: Reader, estimated: Estimated): Promise<CostEstimate | null> => {
  if (estimated.phases === 0) return null;
  const found = mostAlike(await pastPhases({ prisma }, estimated.before), estimated);
  if (found === null) return null;
  const { alike, past } = found;
  const costs = past.map(({ micros }) => micros);
  const phases = estimated.phases ?? typicalPhases(past);
  const beside = await costBesidePhases({ prisma }, estimated.before);
  const whole = (share: number): number => Math.round(quantile(costs, share) * phases + beside);
  return {
    lowMicros: whole(0.25),
    medianMicros: whole(0.5),
    highMicros: whole(0.75),
    phases,
    isPlanned: estimated.phases !== null,
    basedOnPhases: past.length,
    alike,
  };
};

/** From the most alike to what has only the model in common: the first that are enough. */
const mostAlike = (
  all: readonly Past[],
  { language, complexity, model }: Estimated,
): { readonly alike: readonly Alike[]; readonly past: readonly Past[] } | null => {
  const sameModel = all.filter((phase) => phase.model === model || phase.asked === model);
  const sameComplexity = sameModel.filter((phase) => complexity !== null && phase.complexity === complexity);
  const sameLanguage = sameComplexity.filter((phase) => language !== null && phase.language === language);
  const choices: readonly { alike: readonly Alike[]; past: readonly Past[] }[] = [
    { alike: ["model", "complexity", "language"], past: sameLanguage },
    { alike: ["model", "complexity"], past: sameComplexity },
    { alike: ["model"], past: sameModel },
  ];
  const chosen = choices.find(({ past }) => past.length >= fewestPhases);
  return chosen === undefined ? null : { alike: chosen.alike, past: chosen.past.slice(0, mostPhases) };
};

const typicalPhases = (past: readonly Past[]): number => {
  const counts = new Map(past.map(({ projectId, projectPhases }) => [projectId, projectPhases]));
  return Math.max(1, Math.round(quantile([...counts.values()], 0.5)));
};

/** Between two values what lies between them, as PostgreSQL's percentile_cont. 0 of none. */
const quantile = (values: readonly number[], share: number): number => {
  const sorted = values.toSorted((a, b) => a - b);
  const place = (sorted.length - 1) * share;
  const [low, high] = [sorted[Math.floor(place)] ?? 0, sorted[Math.ceil(place)] ?? 0];
  return low + (high - low) * (place - Math.floor(place));
};

/** The newest accepted phases of projects that are paid for, newest first, each with all that it cost. */
const pastPhases = async ({ prisma }: Reader, before: Date): Promise<Past[]> =>
  z.array(Past).parse(
    await prisma.$queryRaw`
      SELECT f."projectId", p."language", p."complexity", cost."model", cost."micros",
        (SELECT u."model" FROM "UsageRecord" AS u WHERE u."projectId" = f."projectId" AND u."phaseId" = f."id"
          AND u."responseModel" = cost."model" LIMIT 1) AS "asked",
        (SELECT count(*)::integer FROM "Phase" WHERE "projectId" = p."id" AND "cycle" = 1) AS "projectPhases"
      FROM (
        SELECT f."id", f."projectId", f."finishedAt" FROM "Phase" AS f JOIN "Project" AS p ON p."id" = f."projectId"
        WHERE f."status" = 'ACCEPTED' AND f."finishedAt" < ${before} AND p."provider" IN ('anthropic_api', 'claude_subscription')
        ORDER BY f."finishedAt" DESC LIMIT ${lookedAt}
      ) AS f
      JOIN "Project" AS p ON p."id" = f."projectId"
      CROSS JOIN LATERAL (
        SELECT sum("micros")::float8 AS "micros", (array_agg("model" ORDER BY "micros" DESC, "model"))[1] AS "model",
          bool_and("whole") AS "whole"
        FROM (
          SELECT "model", sum("billedMicros" + "equivalentMicros") AS "micros",
            sum("unpriced") = 0 AND bool_and("accountKind" IN ('api_key', 'subscription')) AS "whole"
          FROM "UsageRollup" WHERE "phaseId" = f."id" GROUP BY "model"
        ) AS models
      ) AS cost
      WHERE cost."whole" AND cost."micros" > 0 AND NOT EXISTS (
        SELECT 1 FROM "UsageRecord" AS u WHERE u."projectId" = f."projectId" AND u."phaseId" = f."id"
          AND u."costMicros" IS NULL AND u."accountKind" IN ('api_key', 'subscription'))
      ORDER BY f."finishedAt" DESC, f."id"`,
  );

const Beside = z.tuple([z.object({ median: z.number().nullable() })]);

/** The median of what projects cost for plans and reports; 0 where none has come to its end. */
const costBesidePhases = async ({ prisma }: Reader, before: Date): Promise<number> => {
  const [{ median }] = Beside.parse(
    await prisma.$queryRaw`
      SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY cost."micros") AS "median"
      FROM (
        SELECT "id" FROM "Project"
        WHERE "status" = 'SUCCEEDED' AND "finishedAt" < ${before} AND "provider" IN ('anthropic_api', 'claude_subscription')
        ORDER BY "finishedAt" DESC LIMIT ${mostPhases}
      ) AS p
      CROSS JOIN LATERAL (
        SELECT sum("billedMicros" + "equivalentMicros")::float8 AS "micros", sum("unpriced") AS "unpriced"
        FROM "UsageRollup" WHERE "projectId" = p."id" AND "phaseId" = ''
      ) AS cost
      WHERE cost."micros" IS NOT NULL AND cost."unpriced" = 0`,
  );
  return median ?? 0;
};
