import { z } from "zod";
import type { UsageTotals } from "../../contract/usage.ts";
import { Prisma } from "../../db/generated/client.ts";
import type { Reader } from "../domain.ts";

export const noUsage: UsageTotals = {
  inputTokens: 0,
  outputTokens: 0,
  billedMicros: 0,
  equivalentMicros: 0,
  unpricedCalls: 0,
  unreportedCalls: 0,
};

/** Adds totals. */
export const addUsage = (a: UsageTotals, b: UsageTotals): UsageTotals => ({
  inputTokens: a.inputTokens + b.inputTokens,
  outputTokens: a.outputTokens + b.outputTokens,
  billedMicros: a.billedMicros + b.billedMicros,
  equivalentMicros: a.equivalentMicros + b.equivalentMicros,
  unpricedCalls: a.unpricedCalls + b.unpricedCalls,
  unreportedCalls: a.unreportedCalls + b.unreportedCalls,
});

/** The database counts in bigint; sums of tokens and of millionths stay far below what a number holds exactly. */
const sum = z.bigint().transform(Number);
const Rows = z.array(
  z.object({
    id: z.string(),
    inputTokens: sum,
    outputTokens: sum,
    billedMicros: sum,
    equivalentMicros: sum,
    unpricedCalls: sum,
    unreportedCalls: sum,
  }),
);

/** Corrections hold differences, so that they are summed like calls; what is counted is calls. */
const totals = Prisma.sql`
  sum("inputUncached" + "cacheRead" + "cacheWrite5m" + "cacheWrite1h")::bigint AS "inputTokens",
  sum("output")::bigint AS "outputTokens",
  COALESCE(sum("costMicros") FILTER (WHERE "billable"), 0)::bigint AS "billedMicros",
  COALESCE(sum("costMicros") FILTER (WHERE NOT "billable"), 0)::bigint AS "equivalentMicros",
  count(*) FILTER (WHERE "kind" = 'CALL' AND "basis" = 'unpriced') AS "unpricedCalls",
  count(*) FILTER (WHERE "kind" = 'CALL' AND spiral_call_unreported("basis", "outcome")) AS "unreportedCalls"`;

const byId = (rows: unknown): ReadonlyMap<string, UsageTotals> =>
  new Map(Rows.parse(rows).map(({ id, ...usage }) => [id, usage]));

/** Tokens and cost per project. Projects without any are absent. */
export const usageByProject = async (
  { prisma }: Reader,
  projectIds: readonly string[],
): Promise<ReadonlyMap<string, UsageTotals>> =>
  byId(
    await prisma.$queryRaw`
      SELECT "projectId" AS "id", ${totals} FROM "UsageRecord"
      WHERE "projectId" = ANY(${[...projectIds]}) GROUP BY "projectId"`,
  );

/** Tokens and cost per run of one project. Runs without any are absent. */
export const usageByRun = async ({ prisma }: Reader, projectId: string): Promise<ReadonlyMap<string, UsageTotals>> =>
  byId(
    await prisma.$queryRaw`
      SELECT "runId" AS "id", ${totals} FROM "UsageRecord" WHERE "projectId" = ${projectId} GROUP BY "runId"`,
  );
