import type { AcceptedPhaseCost, AcceptedPhases, UsageSums } from "../../contract/usage-views.ts";
import { Prisma } from "../../db/generated/client.ts";
import type { Domain } from "../domain.ts";
import { slotsOf } from "./period-slots.ts";
import { rollupsIn, rollupTokens, sumsOf, sumsOfRollups, type UsageQuestion } from "./usage-scope.ts";

const listedPhases = 12;
const beginning = new Date(0);

type Row = UsageSums &
  Omit<AcceptedPhaseCost, "sums" | "days"> & {
    readonly firstDay: string;
    readonly lastDay: string;
    readonly isOlder: boolean;
    readonly accepted: number;
    readonly billedPhases: number;
    readonly billedInAll: number;
    readonly equivalentPhases: number;
    readonly equivalentInAll: number;
    readonly uncostedPhases: number;
  };

const dayOf = (time: Prisma.Sql, timeZone: string): Prisma.Sql =>
  Prisma.sql`to_char((${time}) AT TIME ZONE ${timeZone}, 'YYYY-MM-DD')`;

/** What the phases that were accepted in a period have cost since they began: the dearest, and how much in all. */
export const readAcceptedPhases = async (
  { prisma, clock }: Pick<Domain, "prisma" | "clock">,
  question: UsageQuestion,
): Promise<AcceptedPhases> => {
  const { period, timeZone } = question.query;
  const { from, to } = await slotsOf({ prisma }, { period, timeZone, now: clock.now() });
  const rows = await prisma.$queryRaw<Row[]>`
    WITH costs AS (
      SELECT "phaseId", ${sumsOfRollups}, sum(${rollupTokens}) AS "tokens", min("bucket") AS "first"
      FROM "UsageRollup"
      WHERE "phaseId" IN (SELECT "id" FROM "Phase"
          WHERE "status" = 'ACCEPTED' AND "finishedAt" >= ${from} AND "finishedAt" < ${to})
        AND ${rollupsIn(question, { from: beginning, to })}
      GROUP BY "phaseId"
    )
    SELECT costs.*, f."title", f."position", f."round" + 1 AS "rounds", f."finishedAt" AS "acceptedAt",
      costs."first" < ${from} AS "isOlder", ${dayOf(Prisma.sql`costs."first"`, timeZone)} AS "firstDay",
      ${dayOf(Prisma.sql`${to}::timestamptz - interval '1 second'`, timeZone)} AS "lastDay",
      p."id" AS "projectId", p."title" AS "projectTitle", count(*) OVER ()::integer AS "accepted",
      (count(*) FILTER (WHERE "billedMicros" > 0 AND "unpriced" + "unreported" = 0) OVER ())::integer AS "billedPhases",
      (COALESCE(sum("billedMicros") FILTER (WHERE "unpriced" + "unreported" = 0) OVER (), 0))::float8 AS "billedInAll",
      (count(*) FILTER (WHERE "equivalentMicros" > 0 AND "unpriced" + "unreported" = 0) OVER ())::integer AS "equivalentPhases",
      (COALESCE(sum("equivalentMicros") FILTER (WHERE "unpriced" + "unreported" = 0) OVER (), 0))::float8 AS "equivalentInAll",
      (count(*) FILTER (WHERE "unpriced" + "unreported" > 0) OVER ())::integer AS "uncostedPhases"
    FROM costs JOIN "Phase" AS f ON f."id" = "phaseId" JOIN "Project" AS p ON p."id" = f."projectId"
    ORDER BY "billedMicros" + "equivalentMicros" DESC, costs."tokens" DESC, "phaseId"
    LIMIT ${Prisma.raw(String(listedPhases))}`;
  return {
    accepted: rows[0]?.accepted ?? 0,
    billed: { phases: rows[0]?.billedPhases ?? 0, micros: rows[0]?.billedInAll ?? 0 },
    equivalent: { phases: rows[0]?.equivalentPhases ?? 0, micros: rows[0]?.equivalentInAll ?? 0 },
    uncosted: rows[0]?.uncostedPhases ?? 0,
    // What costs nothing, or nobody knows what, is not among the dearest.
    dearest: rows
      .filter(({ billedMicros, equivalentMicros }) => billedMicros + equivalentMicros > 0)
      .map((row) => ({
        phaseId: row.phaseId,
        title: row.title,
        position: row.position,
        projectId: row.projectId,
        projectTitle: row.projectTitle,
        acceptedAt: row.acceptedAt,
        rounds: row.rounds,
        days: row.isOlder ? { from: row.firstDay, to: row.lastDay } : null,
        sums: sumsOf(row),
      })),
  };
};
