import { AccountKind } from "../../contract/usage.ts";
import type { UsageSums, UsageSummary } from "../../contract/usage-views.ts";
import type { Domain } from "../domain.ts";
import { slotsOf } from "./period-slots.ts";
import { readReportedCost } from "./read-reported-cost.ts";
import { readSwitches } from "./read-switches.ts";
import { addSums, rollupsIn, sumsOfRollups, tokensOf, type UsageQuestion } from "./usage-scope.ts";

/** A period's totals. */
export const readSummary = async (
  { prisma, clock }: Pick<Domain, "prisma" | "clock">,
  question: UsageQuestion,
): Promise<UsageSummary> => {
  const { period, timeZone } = question.query;
  const now = clock.now();
  const span = await slotsOf({ prisma }, { period, timeZone, now });
  const today = await slotsOf({ prisma }, { period: { preset: "today" }, timeZone, now });
  const [kinds, [day], switches, reported] = await Promise.all([
    prisma.$queryRaw<(UsageSums & { accountKind: string })[]>`
      SELECT "accountKind", ${sumsOfRollups} FROM "UsageRollup" WHERE ${rollupsIn(question, span)} GROUP BY 1 ORDER BY 1`,
    prisma.$queryRaw<[{ calls: number }]>`
      SELECT COALESCE(sum("calls"), 0)::float8 AS "calls" FROM "UsageRollup" WHERE ${rollupsIn(question, today)}`,
    readSwitches({ prisma, clock }, question, span),
    readReportedCost({ prisma }, question, span),
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
    reported,
  };
};
