import { AccountKind } from "../../contract/usage.ts";
import type { UsageSums, UsageSummary } from "../../contract/usage-views.ts";
import type { Domain } from "../domain.ts";
import { slotsOf } from "./period-slots.ts";
import { addSums, recordsIn, rollupsIn, sumsOfRollups, tokensOf, type UsageQuestion } from "./usage-scope.ts";

/** A period's totals. */
export const readSummary = async (
  { prisma, clock }: Pick<Domain, "prisma" | "clock">,
  question: UsageQuestion,
): Promise<UsageSummary> => {
  const { period, timeZone } = question.query;
  const now = clock.now();
  const span = await slotsOf({ prisma }, { period, timeZone, now });
  const today = await slotsOf({ prisma }, { period: { preset: "today" }, timeZone, now });
  const [kinds, [day], [switches]] = await Promise.all([
    prisma.$queryRaw<(UsageSums & { accountKind: string })[]>`
      SELECT "accountKind", ${sumsOfRollups} FROM "UsageRollup" WHERE ${rollupsIn(question, span)} GROUP BY 1 ORDER BY 1`,
    prisma.$queryRaw<[{ calls: number }]>`
      SELECT COALESCE(sum("calls"), 0)::float8 AS "calls" FROM "UsageRollup" WHERE ${rollupsIn(question, today)}`,
    prisma.$queryRaw<[{ count: number; succeeded: number }]>`
      SELECT count(*)::integer AS "count", count(*) FILTER (WHERE "outcome" = 'COMPLETED')::integer AS "succeeded"
      FROM "UsageRecord" WHERE "fallbackOf" IS NOT NULL AND ${recordsIn(question, span)}`,
  ]);
  return {
    from: span.from,
    to: span.to,
    callsToday: day.calls,
    sums: addSums(kinds),
    byAccountKind: kinds.map(({ accountKind, ...sums }) => ({
      accountKind: AccountKind.parse(accountKind),
      calls: sums.calls,
      tokens: tokensOf(sums),
    })),
    switches,
  };
};
