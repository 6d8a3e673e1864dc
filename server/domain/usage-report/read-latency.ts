import { Prisma } from "../../db/generated/client.ts";
import type { LatencyFigures, UsageLatency } from "../../contract/usage-views.ts";
import type { Domain, Reader } from "../domain.ts";
import { slotsOf } from "./period-slots.ts";
import { recordsIn, rollupsIn, type Span, type UsageQuestion } from "./usage-scope.ts";

/**
 * Percentiles cannot be summed up, so they are taken from the calls themselves: from all of them up to this many, of
 * more from a fixed sample of between half as many and this many. Where a slot has n calls of a sample, its p95 is
 * with 95 % certainty a percentile between 95 ± 43/√n of all of them (n = 300: p92.5 to p97.5).
 */
const mostCalls = 32_000;
/** spiral_sample_level's largest. */
const lastLevel = 12;

interface Row {
  readonly slot: number | null;
  readonly calls: number;
  readonly duration: (number | null)[] | null;
  readonly firstToken: (number | null)[] | null;
}

/** How long answered calls took, by slot and in all. What failed at once was not fast. */
export const readLatency = async (
  { prisma, clock }: Pick<Domain, "prisma" | "clock">,
  question: UsageQuestion,
): Promise<UsageLatency> => {
  const { period, timeZone } = question.query;
  const { from, to, unit, edges } = await slotsOf({ prisma }, { period, timeZone, now: clock.now() });
  const level = levelFor(await callsToLookAt({ prisma }, question, { from, to }));
  const rows = await prisma.$queryRaw<Row[]>`
    SELECT "slot", count(*)::integer AS "calls",
      percentile_disc(ARRAY[0.5, 0.95]) WITHIN GROUP (ORDER BY "durationMs") AS "duration",
      percentile_disc(ARRAY[0.5, 0.95]) WITHIN GROUP (ORDER BY "firstTokenMs") AS "firstToken"
    FROM (
      SELECT width_bucket("at", ${edges}::timestamptz[]) - 1 AS "slot", "durationMs", "firstTokenMs"
      FROM "UsageRecord"
      WHERE "kind" = 'CALL' AND "outcome" = 'COMPLETED' AND ${sampled(level)} AND ${recordsIn(question, { from, to })}
    ) AS answered
    GROUP BY GROUPING SETS (("slot"), ()) ORDER BY "slot"`;
  const whole = rows.find(({ slot }) => slot === null);
  return {
    slots: { unit, edges },
    points: rows.flatMap(({ slot, calls, ...row }) => (slot === null ? [] : [{ slot, calls, ...figuresOf(row) }])),
    whole: figuresOf(whole),
    looked: whole?.calls ?? 0,
    isSample: level > 0,
  };
};

const figuresOf = (row: Pick<Row, "duration" | "firstToken"> | undefined): LatencyFigures => ({
  durationP50: row?.duration?.[0] ?? null,
  durationP95: row?.duration?.[1] ?? null,
  firstTokenP50: row?.firstToken?.[0] ?? null,
  firstTokenP95: row?.firstToken?.[1] ?? null,
});

const levelFor = (calls: number): number =>
  Math.min(lastLevel, Math.max(0, Math.ceil(Math.log2(Math.max(1, calls) / mostCalls))));

/** A project's calls have an index; for any other filter those of the whole period are gone through. */
const callsToLookAt = async ({ prisma }: Reader, { viewer, query }: UsageQuestion, span: Span): Promise<number> => {
  const { project } = query.filter;
  const looked: UsageQuestion = { viewer, query: { ...query, filter: project === undefined ? {} : { project } } };
  const [row] = await prisma.$queryRaw<[{ calls: number }]>`
    SELECT COALESCE(sum("calls"), 0)::float8 AS "calls" FROM "UsageRollup" WHERE ${rollupsIn(looked, span)}`;
  return row.calls;
};

const sampled = (level: number): Prisma.Sql => {
  if (level === 0) return Prisma.sql`TRUE`;
  const levels = Array.from({ length: lastLevel - level + 1 }, (_, index) => level + index);
  // Written out: with parameters PostgreSQL could not see that the index UsageRecord_sample has all of them.
  return Prisma.raw(`spiral_sample_level("id") = ANY('{${levels.join(",")}}'::smallint[])`);
};
