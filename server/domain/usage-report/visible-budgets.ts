import type { BudgetView } from "../../contract/budgets.ts";
import { readBudgets } from "../budgets/index.ts";
import type { Domain } from "../domain.ts";
import { visibleTo } from "../projects/index.ts";
import type { UsageQuestion } from "./usage-scope.ts";

/** The budgets that one may see: all of them, or the installation's, one's own, and those of projects that one sees. */
export const readVisibleBudgets = async (
  domain: Pick<Domain, "prisma" | "clock">,
  { viewer }: { viewer: UsageQuestion["viewer"] },
): Promise<BudgetView[]> => {
  const budgets = await readBudgets(domain, "all");
  if (viewer.role !== "MEMBER") return budgets;
  const projects = await domain.prisma.project.findMany({ where: visibleTo(viewer), select: { id: true } });
  const visible = new Set(["", viewer.id, ...projects.map(({ id }) => id)]);
  return budgets.filter(({ budget }) => visible.has(budget.subjectId));
};
