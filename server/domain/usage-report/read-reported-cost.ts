import type { ReportedCost } from "../../contract/usage-views.ts";
import { Prisma } from "../../db/generated/client.ts";
import type { Domain } from "../domain.ts";
import { all, equals, ofProjects, ofRuns } from "./project-scope.ts";
import type { Span, UsageQuestion } from "./usage-scope.ts";

/** The newest of a period: comparing all would mean to read the calls of all. */
const mostAttempts = 100;

/**
 * What Claude Code itself said that attempts cost, and what the ledger has for the same attempts: of the newest in the
 * period that gave a whole account, and whose every call has a figure.
 */
export const readReportedCost = async (
  { prisma }: Pick<Domain, "prisma">,
  { viewer, query }: UsageQuestion,
  { from, to }: Span,
): Promise<ReportedCost> => {
  const [row] = await prisma.$queryRaw<[ReportedCost]>`
    SELECT count(*)::integer AS "attempts", COALESCE(sum(said."reportedCostMicros"), 0)::float8 AS "reportedMicros",
      COALESCE(sum(booked."micros"), 0)::float8 AS "computedMicros"
    FROM (
      SELECT a."id", a."reportedCostMicros" FROM "Attempt" AS a
        JOIN "Run" AS r ON r."id" = a."runId" JOIN "Project" AS p ON p."id" = r."projectId"
      WHERE a."endedAt" >= ${from} AND a."endedAt" < ${to} AND a."reportedWhole" AND a."reportedCostMicros" IS NOT NULL
        AND ${all([
          ofProjects(viewer, query.filter),
          ofRuns(query.filter),
          ...equals(Prisma.sql`a."model"`, query.filter.model),
          ...equals(Prisma.sql`a."provider"`, query.filter.provider),
        ])}
      ORDER BY a."endedAt" DESC LIMIT ${mostAttempts}
    ) AS said
    CROSS JOIN LATERAL (
      SELECT sum(u."costMicros") AS "micros", bool_and(u."costMicros" IS NOT NULL) AS "whole"
      FROM "UsageRecord" AS u WHERE u."attemptId" = said."id"
    ) AS booked
    WHERE booked."whole"`;
  return row;
};
