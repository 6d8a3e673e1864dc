import { Prisma } from "../../db/generated/client.ts";
import { all, equals, ofProjects, ofRuns } from "./project-scope.ts";
import type { Span, UsageQuestion } from "./usage-scope.ts";

/** Parts of the questions about switches to local models (s). */

/** `standing`: switches to a local model in Claude's place whose stretch, until the project's next switch, is in the span. */
export const standIns = ({ viewer, query }: UsageQuestion, { from, to }: Span, now: Date): Prisma.Sql => Prisma.sql`
    WITH stretches AS (
      SELECT s.*, p."title" AS "projectTitle", p."scenario" IS NOT NULL AS "scripted",
        p."finishedAt" IS NOT NULL AS "finished",
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
    )`;

/** `answer`: the first answer of whoever took over. */
export const itsAnswer = (now: Date): Prisma.Sql => Prisma.sql`
    LEFT JOIN LATERAL (
      SELECT u."startedAt" + COALESCE(u."firstTokenMs", u."durationMs", 0) * interval '1 millisecond' AS "firstTokenAt"
      FROM "UsageRecord" AS u
      WHERE u."projectId" = s."projectId" AND u."at" >= s."dispatchedAt" AND u."startedAt" < COALESCE(s."nextAt", ${now})
        AND u."provider" = s."toProvider" AND u."kind" = 'CALL' AND u."outcome" = 'COMPLETED'
      ORDER BY u."at" LIMIT 1
    ) AS answer ON TRUE`;

/** How long a person thought before they asked for it is no time of a switch; one that began elsewhere has none. */
export const hasTime = Prisma.sql`(s."reason" <> 'wish' AND s."detectedAt" < s."dispatchedAt")`;

export const msBetween = (from: Prisma.Sql, to: Prisma.Sql): Prisma.Sql =>
  Prisma.sql`(extract(epoch FROM ${to} - ${from}) * 1000)::float8`;
