import type { SwitchFigures } from "../../contract/usage-views.ts";
import { Prisma } from "../../db/generated/client.ts";
import type { Domain } from "../domain.ts";
import { all, equals, ofProjects, ofRuns } from "./project-scope.ts";
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
  // How long a person thought before they asked for it is no time of a switch; one that began elsewhere has none.
  const isTimed = Prisma.sql`${isIn} AND s."reason" <> 'wish' AND s."detectedAt" < s."dispatchedAt"`;
  const [row] = await prisma.$queryRaw<[Row]>`
    WITH stretches AS (
      SELECT s.*, p."scenario" IS NOT NULL AS "scripted", p."finishedAt" IS NOT NULL AS "finished",
        lead(s."dispatchedAt") OVER (PARTITION BY s."projectId" ORDER BY s."dispatchedAt", s."id") AS "nextAt"
      FROM "ProviderSwitch" AS s JOIN "Project" AS p ON p."id" = s."projectId" WHERE ${ofProjects(viewer, query.filter)}
    ), standing AS (
      -- Back to Claude is no stand-in, another one of Claude's models neither, and a private project's own model is in
      -- nobody's place.
      SELECT s.* FROM stretches AS s JOIN "Run" AS r ON r."id" = s."runId"
      WHERE s."reason" NOT IN ('recovered', 'returned', 'private')
        AND s."toProvider" NOT IN ('anthropic_api', 'claude_subscription') AND s."dispatchedAt" < ${to}
        AND COALESCE(s."nextAt", ${now}) > ${from} AND ${all([
          ofRuns(query.filter),
          ...equals(Prisma.sql`s."toModel"`, query.filter.model),
          ...equals(Prisma.sql`s."toProvider"`, query.filter.provider),
        ])}
    )
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
    LEFT JOIN LATERAL (
      SELECT u."startedAt" + COALESCE(u."firstTokenMs", u."durationMs", 0) * interval '1 millisecond' AS "firstTokenAt"
      FROM "UsageRecord" AS u
      WHERE u."projectId" = s."projectId" AND u."at" >= s."dispatchedAt" AND u."startedAt" < COALESCE(s."nextAt", ${now})
        AND u."provider" = s."toProvider" AND u."kind" = 'CALL' AND u."outcome" = 'COMPLETED'
      ORDER BY u."at" LIMIT 1
    ) AS answer ON TRUE
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

const msBetween = (from: Prisma.Sql, to: Prisma.Sql): Prisma.Sql =>
  Prisma.sql`(extract(epoch FROM ${to} - ${from}) * 1000)::float8`;
