import { z } from "zod";
import { BudgetPeriod, BudgetScope, type BudgetRef, type BudgetView } from "../../contract/budgets.ts";
import type { Domain } from "../domain.ts";
import type { Reader } from "../domain.ts";
import { readSettings } from "../settings/index.ts";
import { budgetPeriods, nextPeriodStart } from "./calendar.ts";

const micros = z.bigint().transform(Number);
const Rows = z.array(
  z.object({
    scope: BudgetScope,
    subjectId: z.string(),
    period: BudgetPeriod,
    subject: z.string(),
    limitMicros: micros,
    spentMicros: micros,
    reservedMicros: micros,
  }),
);

/** Which budgets to read: all of them, or those that calls of one project count in. */
export type BudgetQuestion = { readonly projectId: string; readonly ownerId: string } | "all";

/** Budgets and where they stand in their present day or month. */
export const readBudgets = async (
  domain: Reader & Pick<Domain, "clock">,
  question: BudgetQuestion,
): Promise<BudgetView[]> => {
  const { prisma, clock } = domain;
  const timeZone = (await readSettings(domain))["budgets.timeZone"];
  const now = clock.now();
  const { day, month } = budgetPeriods(now, timeZone);
  const subjects = question === "all" ? null : ["", question.projectId, question.ownerId];
  const rows = Rows.parse(
    await prisma.$queryRaw`
      SELECT b."scope", b."subjectId", b."period", COALESCE(u."name", p."title", '') AS "subject", b."limitMicros",
        COALESCE(s."spentMicros", 0) AS "spentMicros", COALESCE(s."reservedMicros", 0) AS "reservedMicros"
      FROM "Budget" b
      LEFT JOIN "Spend" s ON s."scope" = b."scope" AND s."subjectId" = b."subjectId" AND s."period" = b."period"
        AND s."startsOn" = CASE b."period" WHEN 'DAY' THEN ${day}::date WHEN 'MONTH' THEN ${month}::date ELSE '1970-01-01'::date END
      LEFT JOIN "User" u ON b."scope" = 'USER' AND u."id" = b."subjectId"
      LEFT JOIN "Project" p ON b."scope" = 'PROJECT' AND p."id" = b."subjectId"
      WHERE ${subjects}::text[] IS NULL OR b."subjectId" = ANY(${subjects}::text[])
      ORDER BY b."scope", "subject", b."period"`,
  );
  return rows.map(({ scope, subjectId, period, ...row }) => ({
    ...row,
    budget: { scope, subjectId, period },
    until: period === "TOTAL" ? null : nextPeriodStart(period, now, timeZone),
  }));
};

/** A budget has room while what is spent and held is less than its limit; the same rule as spiral_reserve's. */
export const hasRoom = ({ limitMicros, spentMicros, reservedMicros }: BudgetView): boolean =>
  spentMicros + reservedMicros < limitMicros;

export const isSameBudget = (a: BudgetRef, b: BudgetRef): boolean =>
  a.scope === b.scope && a.subjectId === b.subjectId && a.period === b.period;
