import { Prisma } from "../../db/generated/client.ts";
import type { UsageGroup } from "../../contract/usage-query.ts";
import type { UsageGroupSums, UsagePoint, UsageSums, UsageTimeline } from "../../contract/usage-views.ts";
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
  const groups = await readGroups({ prisma }, question, { from, to });
  const largest = groups.slice(0, shownGroups).map(({ key }) => key);
  const column = groupColumn(question.group);
  const rows = await prisma.$queryRaw<(UsageSums & { slot: number; group: string | null })[]>`
    SELECT width_bucket("bucket", ${edges}::timestamptz[]) - 1 AS "slot",
      CASE WHEN ${column} = ANY(${largest}::text[]) THEN ${column} END AS "group", ${sumsOfRollups}
    FROM "UsageRollup" WHERE ${rollupsIn(question, { from, to })} GROUP BY 1, 2 ORDER BY 1, 2`;
  const points: UsagePoint[] = rows.map((row) => ({ slot: row.slot, group: row.group, sums: sumsOf(row) }));
  return { slots: { unit, edges }, groups, shown: largest.length, points };
};

const readGroups = async (
  { prisma }: Reader,
  question: UsageQuestion & { readonly group: UsageGroup },
  span: Span,
): Promise<UsageGroupSums[]> => {
  const rows = await prisma.$queryRaw<(UsageSums & { key: string; scripted: boolean })[]>`
    SELECT ${groupColumn(question.group)} AS "key", bool_and("accountKind" = 'scripted') AS "scripted", ${sumsOfRollups}
    FROM "UsageRollup" WHERE ${rollupsIn(question, span)} GROUP BY 1
    ORDER BY sum("billedMicros") DESC, sum("equivalentMicros") DESC, sum(${rollupTokens}) DESC, 1
    LIMIT ${Prisma.raw(String(listedGroups))}`;
  const labels = await labelsOf({ prisma }, { group: question.group, keys: rows.map(({ key }) => key) });
  return rows.map((row) => ({
    key: row.key,
    label: labels.get(row.key) ?? null,
    scripted: row.scripted,
    sums: sumsOf(row),
  }));
};
