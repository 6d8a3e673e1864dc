import type { SwitchFigures } from "../../contract/usage-views.ts";
import { Prisma } from "../../db/generated/client.ts";
import type { Domain } from "../domain.ts";
import { hasTime, itsAnswer, msBetween, standIns } from "./stand-ins.ts";
import type { Span, UsageQuestion } from "./usage-scope.ts";

interface Row {
  readonly count: number;
  readonly answered: number;
  readonly pending: number;
  readonly scripted: number;
  readonly dispatch: (number | null)[] | null;
  readonly firstToken: (number | null)[] | null;
  readonly workedMs: number | null;
}

/**
 * How well local models stood in for Claude in a period. A switch is over with the project's next one; what the ledger
 * has of its time from the provider that took over says whether that answered, and when its first token came.
 */
export const readSwitches = async (
  { prisma, clock }: Pick<Domain, "prisma" | "clock">,
  { viewer, query }: UsageQuestion,
  { from, to }: Span,
): Promise<SwitchFigures> => {
  const now = clock.now();
  const isIn = Prisma.sql`s."dispatchedAt" >= ${from}`;
  const isTimed = Prisma.sql`${isIn} AND ${hasTime}`;
  const [row] = await prisma.$queryRaw<[Row]>`
    ${standIns({ viewer, query }, { from, to }, now)}
    SELECT count(*) FILTER (WHERE ${isIn})::integer AS "count",
      count(*) FILTER (WHERE ${isIn} AND answer."firstTokenAt" IS NOT NULL)::integer AS "answered",
      count(*) FILTER (WHERE ${isIn} AND answer."firstTokenAt" IS NULL AND s."nextAt" IS NULL AND NOT s."finished")::integer AS "pending",
      count(*) FILTER (WHERE ${isIn} AND s."scripted")::integer AS "scripted",
      percentile_disc(ARRAY[0.5, 0.95]) WITHIN GROUP (ORDER BY ${msBetween(Prisma.sql`s."detectedAt"`, Prisma.sql`s."dispatchedAt"`)})
        FILTER (WHERE ${isTimed}) AS "dispatch",
      percentile_disc(ARRAY[0.5, 0.95]) WITHIN GROUP (ORDER BY ${msBetween(Prisma.sql`s."detectedAt"`, Prisma.sql`answer."firstTokenAt"`)})
        FILTER (WHERE ${isTimed} AND answer."firstTokenAt" IS NOT NULL) AS "firstToken",
      sum(work."ms") AS "workedMs"
    FROM standing AS s
    ${itsAnswer(now)}
    LEFT JOIN LATERAL (
      SELECT sum(${msBetween(
        Prisma.sql`GREATEST(a."startedAt", s."dispatchedAt", ${from}::timestamptz)`,
        Prisma.sql`LEAST(a."endedAt", s."nextAt", ${to}::timestamptz, ${now}::timestamptz)`,
      )}) AS "ms"
      FROM "Attempt" AS a JOIN "Run" AS r ON r."id" = a."runId"
      WHERE r."projectId" = s."projectId" AND a."provider" IS NOT NULL
        AND GREATEST(a."startedAt", s."dispatchedAt", ${from}::timestamptz) < LEAST(a."endedAt", s."nextAt", ${to}::timestamptz, ${now}::timestamptz)
    ) AS work ON TRUE`;
  return {
    count: row.count,
    answered: row.answered,
    pending: row.pending,
    scripted: row.scripted,
    dispatchP50: row.dispatch?.[0] ?? null,
    dispatchP95: row.dispatch?.[1] ?? null,
    firstTokenP50: row.firstToken?.[0] ?? null,
    firstTokenP95: row.firstToken?.[1] ?? null,
    workedMs: row.workedMs ?? 0,
  };
};
