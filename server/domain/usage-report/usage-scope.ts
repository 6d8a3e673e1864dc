import { Prisma } from "../../db/generated/client.ts";
import type { UsageFilter, UsageGroup, UsageQuery } from "../../contract/usage-query.ts";
import type { UsageSums } from "../../contract/usage-views.ts";
import type { Viewer } from "../../contract/views.ts";
import { visibleRows } from "../projects/index.ts";

/** Who asks for what: every question of the usage page is this and a little more. */
export interface UsageQuestion {
  readonly viewer: Pick<Viewer, "id" | "role">;
  readonly query: UsageQuery;
}

/** Times of a scope: from, and to (not included). */
export interface Span {
  readonly from: Date;
  readonly to: Date;
}

const equals = (column: Prisma.Sql, value: string | undefined): Prisma.Sql[] =>
  value === undefined ? [] : [Prisma.sql`${column} = ${value}`];

/** What holds for the rows of both tables alike: what one may see, and what one wants to see. */
const conditions = (
  { viewer, filter }: { viewer: UsageQuestion["viewer"]; filter: UsageFilter },
  columns: { readonly phase: Prisma.Sql; readonly role: Prisma.Sql; readonly model: Prisma.Sql },
): Prisma.Sql[] => [
  ...visibleRows(viewer, { owner: Prisma.sql`"ownerId"`, project: Prisma.sql`"projectId"` }),
  ...equals(Prisma.sql`"ownerId"`, filter.user),
  ...equals(Prisma.sql`"projectId"`, filter.project),
  ...equals(columns.phase, filter.phase),
  ...equals(columns.role, filter.role),
  ...equals(columns.model, filter.model),
  ...equals(Prisma.sql`"provider"`, filter.provider),
];

/** Rows of UsageRollup. */
export const rollupsIn = ({ viewer, query }: UsageQuestion, { from, to }: Span): Prisma.Sql =>
  Prisma.join(
    [
      Prisma.sql`"bucket" >= ${from} AND "bucket" < ${to}`,
      ...conditions(
        { viewer, filter: query.filter },
        { phase: Prisma.sql`"phaseId"`, role: Prisma.sql`"role"`, model: Prisma.sql`"model"` },
      ),
    ],
    " AND ",
  );

/** The model that answered, else the one that was asked for: as in the rollup. */
export const answeringModel = Prisma.sql`COALESCE("responseModel", "model")`;

/** Rows of UsageRecord. */
export const recordsIn = ({ viewer, query }: UsageQuestion, { from, to }: Span): Prisma.Sql =>
  Prisma.join(
    [
      Prisma.sql`"at" >= ${from} AND "at" < ${to}`,
      ...conditions(
        { viewer, filter: query.filter },
        {
          phase: Prisma.sql`COALESCE("phaseId", '')`,
          role: Prisma.sql`COALESCE("role", '')`,
          model: answeringModel,
        },
      ),
    ],
    " AND ",
  );

const groupColumns = {
  project: Prisma.sql`"projectId"`,
  phase: Prisma.sql`"phaseId"`,
  role: Prisma.sql`"role"`,
  model: Prisma.sql`"model"`,
  provider: Prisma.sql`"provider"`,
  user: Prisma.sql`"ownerId"`,
} as const satisfies Record<UsageGroup, Prisma.Sql>;

/** The rollup's column that a group stands for. */
export const groupColumn = (group: UsageGroup): Prisma.Sql => groupColumns[group];

/**
 * Sums of rollups, or of such sums, added up as doubles: they hold whole numbers exactly up to 9 × 10¹⁵ (nine billion
 * dollars in micros), and PostgreSQL adds them up much faster than big integers.
 */
export const sumsOfRollups = Prisma.sql`
  COALESCE(sum("calls"), 0)::float8 AS "calls", COALESCE(sum("failed"), 0)::float8 AS "failed",
  COALESCE(sum("unpriced"), 0)::float8 AS "unpriced", COALESCE(sum("unreported"), 0)::float8 AS "unreported",
  COALESCE(sum("inputUncached"::float8), 0) AS "inputUncached",
  COALESCE(sum("cacheRead"::float8), 0) AS "cacheRead", COALESCE(sum("cacheWrite5m"::float8), 0) AS "cacheWrite5m",
  COALESCE(sum("cacheWrite1h"::float8), 0) AS "cacheWrite1h", COALESCE(sum("output"::float8), 0) AS "output",
  COALESCE(sum("billedMicros"::float8), 0) AS "billedMicros",
  COALESCE(sum("equivalentMicros"::float8), 0) AS "equivalentMicros"`;

/** Of a row that has other columns, too. */
export const sumsOf = (row: UsageSums): UsageSums => {
  const { calls, failed, unpriced, unreported, inputUncached, cacheRead, cacheWrite5m, cacheWrite1h, output } = row;
  const { billedMicros, equivalentMicros } = row;
  return {
    calls,
    failed,
    unpriced,
    unreported,
    inputUncached,
    cacheRead,
    cacheWrite5m,
    cacheWrite1h,
    output,
    billedMicros,
    equivalentMicros,
  };
};

const noSums: UsageSums = {
  calls: 0,
  failed: 0,
  unpriced: 0,
  unreported: 0,
  inputUncached: 0,
  cacheRead: 0,
  cacheWrite5m: 0,
  cacheWrite1h: 0,
  output: 0,
  billedMicros: 0,
  equivalentMicros: 0,
};

/** Sums of several parts together. */
export const addSums = (parts: readonly UsageSums[]): UsageSums =>
  parts.reduce(
    (sum, part) => ({
      calls: sum.calls + part.calls,
      failed: sum.failed + part.failed,
      unpriced: sum.unpriced + part.unpriced,
      unreported: sum.unreported + part.unreported,
      inputUncached: sum.inputUncached + part.inputUncached,
      cacheRead: sum.cacheRead + part.cacheRead,
      cacheWrite5m: sum.cacheWrite5m + part.cacheWrite5m,
      cacheWrite1h: sum.cacheWrite1h + part.cacheWrite1h,
      output: sum.output + part.output,
      billedMicros: sum.billedMicros + part.billedMicros,
      equivalentMicros: sum.equivalentMicros + part.equivalentMicros,
    }),
    noSums,
  );

/** All tokens of sums. */
export const tokensOf = (sums: UsageSums): number =>
  sums.inputUncached + sums.cacheRead + sums.cacheWrite5m + sums.cacheWrite1h + sums.output;

/** All tokens of a rollup's row. */
export const rollupTokens = Prisma.sql`("inputUncached" + "cacheRead" + "cacheWrite5m" + "cacheWrite1h" + "output")`;
