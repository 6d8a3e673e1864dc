import { Prisma } from "../../db/generated/client.ts";
import type { UsageFilter, UsageGroup, UsageQuery } from "../../contract/usage-query.ts";
import type { UsageSums } from "../../contract/usage-views.ts";
import type { Viewer } from "../../contract/views.ts";
import { visibleTo } from "../projects/index.ts";

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
  ...equals(Prisma.sql`"ownerId"`, visibleTo(viewer).ownerId),
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

/** Sums of rollups. As doubles, which hold whole numbers exactly up to 9 × 10¹⁵: nine billion dollars in micros. */
export const sumsOfRollups = Prisma.sql`
  COALESCE(sum("calls"), 0)::float8 AS "calls", COALESCE(sum("failed"), 0)::float8 AS "failed",
  COALESCE(sum("unpriced"), 0)::float8 AS "unpriced", COALESCE(sum("inputUncached"), 0)::float8 AS "inputUncached",
  COALESCE(sum("cacheRead"), 0)::float8 AS "cacheRead", COALESCE(sum("cacheWrite5m"), 0)::float8 AS "cacheWrite5m",
  COALESCE(sum("cacheWrite1h"), 0)::float8 AS "cacheWrite1h", COALESCE(sum("output"), 0)::float8 AS "output",
  COALESCE(sum("billedMicros"), 0)::float8 AS "billedMicros",
  COALESCE(sum("equivalentMicros"), 0)::float8 AS "equivalentMicros"`;

/** Of a row that has other columns, too. */
export const sumsOf = (row: UsageSums): UsageSums => {
  const { calls, failed, unpriced, inputUncached, cacheRead, cacheWrite5m, cacheWrite1h, output } = row;
  const { billedMicros, equivalentMicros } = row;
  return {
    calls,
    failed,
    unpriced,
    inputUncached,
    cacheRead,
    cacheWrite5m,
    cacheWrite1h,
    output,
    billedMicros,
    equivalentMicros,
  };
};

/** All tokens of a rollup's row. */
export const rollupTokens = Prisma.sql`("inputUncached" + "cacheRead" + "cacheWrite5m" + "cacheWrite1h" + "output")`;
