import type { UsageHour } from "../../contract/usage-views.ts";
import type { Domain } from "../domain.ts";
import { slotsOf } from "./period-slots.ts";
import { rollupsIn, rollupTokens, type UsageQuestion } from "./usage-scope.ts";

/** When in the week there are calls, by the clocks of the time zone. Hours without any are left out. */
export const readHours = async (
  { prisma, clock }: Pick<Domain, "prisma" | "clock">,
  question: UsageQuestion,
): Promise<readonly UsageHour[]> => {
  const { period, timeZone } = question.query;
  const span = await slotsOf({ prisma }, { period, timeZone, now: clock.now() });
  // Summed up before the time zone is looked at: that is the dear part.
  return prisma.$queryRaw<UsageHour[]>`
    SELECT extract(isodow FROM "local")::integer AS "weekday", extract(hour FROM "local")::integer AS "hour",
      sum("calls")::float8 AS "calls", sum("tokens")::float8 AS "tokens"
    FROM (
      SELECT "bucket" AT TIME ZONE ${timeZone} AS "local", sum("calls") AS "calls", sum(${rollupTokens}) AS "tokens"
      FROM "UsageRollup" WHERE ${rollupsIn(question, span)} GROUP BY "bucket"
    ) AS quarters GROUP BY 1, 2 ORDER BY 1, 2`;
};
