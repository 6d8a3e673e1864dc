import type { BudgetView } from "../../contract/budgets.ts";
import { isEnded } from "../../contract/statuses.ts";
import { readBudgets } from "../budgets/index.ts";
import type { Domain } from "../domain.ts";
import { visibleTo } from "../projects/index.ts";
import type { UsageQuestion } from "./usage-scope.ts";

/**
 * The budgets that one may see: all of them, or the installation's, one's own, and those of projects that one sees. First
 * those that most work can use: the installation's, users', of projects at work, of projects that have ended; among them
 * those of which the largest share is used.
 */
export const readVisibleBudgets = async (
  domain: Pick<Domain, "prisma" | "clock">,
  { viewer }: { viewer: UsageQuestion["viewer"] },
): Promise<BudgetView[]> => {
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
  return budgets
    .filter(({ budget }) => viewer.role !== "MEMBER" || seen.has(budget.subjectId))
    .toSorted((a, b) => rank(a) - rank(b) || usedShare(b) - usedShare(a));
};

const usedShare = ({ spentMicros, limitMicros }: BudgetView): number => spentMicros / limitMicros;
