import type { BudgetRef, BudgetView, VisibleBudget } from "../../contract/budgets.ts";
import { isEnded } from "../../contract/statuses.ts";
import { Prisma } from "../../db/generated/client.ts";
import { budgetPeriods, readBudgets } from "../budgets/index.ts";
import type { Domain } from "../domain.ts";
import { visibleTo } from "../projects/index.ts";
import { readSettings } from "../settings/index.ts";
import type { UsageQuestion } from "./usage-scope.ts";

/**
 * The budgets that one may see: all of them, or the installation's, one's own, and those of projects that one sees. First
 * those that most work can use: the installation's, users', of projects at work, of projects that have ended; among them
 * those of which the largest share is used.
 */
export const readVisibleBudgets = async (
  domain: Pick<Domain, "prisma" | "clock">,
  { viewer }: { viewer: UsageQuestion["viewer"] },
): Promise<VisibleBudget[]> => {
  const budgets = await readBudgets(domain, "all");
  const subjects = budgets.flatMap(({ budget }) => (budget.scope === "PROJECT" ? [budget.subjectId] : []));
  const projects = await domain.prisma.project.findMany({
    where: { AND: [visibleTo(viewer), { id: { in: subjects } }] },
    select: { id: true, status: true },
  });
  const seen = new Set(["", viewer.id, ...projects.map(({ id }) => id)]);
  const atWork = new Set(projects.flatMap(({ id, status }) => (isEnded(status) ? [] : [id])));
  const rank = ({ budget: { scope, subjectId } }: BudgetView): number =>
    scope === "PROJECT" ? (atWork.has(subjectId) ? 2 : 3) : scope === "USER" ? 1 : 0;
  const visible = budgets
    .filter(({ budget }) => viewer.role !== "MEMBER" || seen.has(budget.subjectId))
    .toSorted((a, b) => rank(a) - rank(b) || usedShare(b) - usedShare(a));
  const unpriced = await unpricedCalls(domain, visible);
  return visible.map((view) => ({ ...view, unpricedCalls: unpriced(view.budget) }));
};

interface Unpriced {
  readonly subjectId: string;
  readonly day: number;
  readonly month: number;
  readonly total: number;
}

/** How many of the calls that count in a budget have no price, by the rollup, which knows without looking at every call. */
const unpricedCalls = async (
  { prisma, clock }: Pick<Domain, "prisma" | "clock">,
  views: readonly BudgetView[],
): Promise<(budget: BudgetRef) => number> => {
  const { "budgets.timeZone": timeZone, "budgets.countSubscription": subscriptions } = await readSettings({ prisma });
  const { day, month } = budgetPeriods(clock.now(), timeZone);
  const kinds = subscriptions ? ["api_key", "subscription"] : ["api_key"];
  const projects = views.flatMap(({ budget }) => (budget.scope === "PROJECT" ? [budget.subjectId] : []));
  const begins = (date: Date) => Prisma.sql`${date}::date::timestamp AT TIME ZONE ${timeZone}`;
  const unpriced = Prisma.sql`"unpriced" > 0 AND "accountKind" = ANY(${kinds}::text[])`;
  const [ofOwners, ofProjects] = await Promise.all([
    prisma.$queryRaw<Unpriced[]>`
      SELECT "ownerId" AS "subjectId", COALESCE(sum("unpriced") FILTER (WHERE "bucket" >= ${begins(day)}), 0)::float8 AS "day",
        sum("unpriced")::float8 AS "month", 0::float8 AS "total"
      FROM "UsageRollup" WHERE "bucket" >= ${begins(month)} AND ${unpriced} GROUP BY 1`,
    prisma.$queryRaw<Unpriced[]>`
      SELECT "projectId" AS "subjectId", 0::float8 AS "day", 0::float8 AS "month", sum("unpriced")::float8 AS "total"
      FROM "UsageRollup" WHERE "projectId" = ANY(${projects}::text[]) AND ${unpriced} GROUP BY 1`,
  ]);
  const periods = { DAY: "day", MONTH: "month", TOTAL: "total" } as const;
  return ({ scope, subjectId, period }) =>
    (scope === "PROJECT" ? ofProjects : ofOwners)
      .filter((row) => scope === "INSTALLATION" || row.subjectId === subjectId)
      .reduce((sum, row) => sum + row[periods[period]], 0);
};

const usedShare = ({ spentMicros, limitMicros }: BudgetView): number => spentMicros / limitMicros;
