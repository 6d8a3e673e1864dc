import type { BudgetRef } from "../../contract/budgets.ts";
import { setBudget } from "../budgets/index.ts";
import type { Domain } from "../domain.ts";
import { resumeFundedProjects } from "./resume-funded.ts";

/** Sets, changes or takes away (null) a budget; projects that waited for it and have room now go on at once. */
export const changeBudget = async (
  domain: Domain,
  options: { readonly budget: BudgetRef; readonly limitMicros: number | null; readonly actorId: string },
): Promise<void> => {
  await domain.prisma.$transaction((tx) => setBudget(tx, options));
  await resumeFundedProjects(domain);
};
