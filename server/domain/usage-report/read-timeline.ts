import type { UsageGroup } from "../../contract/usage-query.ts";
import type { UsagePoint, UsageSums, UsageTimeline } from "../../contract/usage-views.ts";
import type { Domain, Reader } from "../domain.ts";
import { labelsOf } from "./group-labels.ts";
import { slotsOf } from "./period-slots.ts";
import {
  groupColumn,
  rollupsIn,
  rollupTokens,
  sumsOf,
  sumsOfRollups,
  type Span,
  type UsageQuestion,
} from "./usage-scope.ts";

/** More colours than these nobody can tell apart. */
const shownGroups = 7;
const listedGroups = 200;

/** A period slot by slot, by one kind of group: the largest apart, all others together. */
export const readTimeline = async (
  { prisma, clock }: Pick<Domain, "prisma" | "clock">,
  question: UsageQuestion & { readonly group: UsageGroup },
): Promise<UsageTimeline> => {
  const { period, timeZone } = question.query;
  const { from, to, unit, edges } = await slotsOf({ prisma }, { period, timeZone, now: clock.now() });
  const rows = await readRows({ prisma }, question, { from, to, edges });
  const groups = rows.filter(isWhole);
  const labels = await labelsOf({ prisma }, { group: question.group, keys: groups.map(({ key }) => key) });
  return {
    slots: { unit, edges },
    groups: groups.map(({ key, scripted, ...row }) => ({
      key,
      label: labels.get(key) ?? null,
      scripted,
      sums: sumsOf(row),
    })),
    shown: Math.min(shownGroups, groups.length),
    points: rows.flatMap((row): UsagePoint[] =>
      row.slot === null ? [] : [{ slot: row.slot, group: row.key, sums: sumsOf(row) }],
    ),
  };
};

/** A group's sums, in a slot or (slot null) in all. The key is null where groups are put together. */
interface Row extends UsageSums {
  readonly slot: number | null;
  readonly key: string | null;
  readonly scripted: boolean;
}

const isWhole = (row: Row): row is Row & { readonly key: string } => row.slot === null && row.key !== null;

/** The rollup is gone through once: cells are few, and both answers are made of them. */
const readRows = async (
  { prisma }: Reader,
  question: UsageQuestion & { readonly group: UsageGroup },
  { edges, ...span }: Span & { readonly edges: readonly Date[] },
): Promise<Row[]> =>
  prisma.$queryRaw<Row[]>`
    WITH cells AS MATERIALIZED (
      SELECT ${groupColumn(question.group)} AS "key", width_bucket("bucket", ${edges}::timestamptz[]) - 1 AS "slot",
        bool_and("accountKind" = 'scripted') AS "scripted", ${sumsOfRollups}
      FROM "UsageRollup" WHERE ${rollupsIn(question, span)} GROUP BY 1, 2
    ), wholes AS MATERIALIZED (
      SELECT "key", bool_and("scripted") AS "scripted", ${sumsOfRollups}, row_number() OVER (
        ORDER BY sum("billedMicros") DESC, sum("equivalentMicros") DESC, sum(${rollupTokens}) DESC, "key") AS "rank"
      FROM cells GROUP BY "key"
    ), ranks AS (SELECT "key", "rank" FROM wholes)
    SELECT NULL AS "slot", wholes.* FROM wholes WHERE "rank" <= ${listedGroups}
    UNION ALL
    SELECT "slot", CASE WHEN "rank" <= ${shownGroups} THEN "key" END, bool_and("scripted"), ${sumsOfRollups}, NULL
    FROM cells JOIN ranks USING ("key") GROUP BY 1, 2
    ORDER BY "slot" NULLS FIRST, "rank", "key"`;
