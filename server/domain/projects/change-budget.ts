import type { BudgetRef } from "../../contract/budgets.ts";
import { setBudget } from "../budgets/index.ts";
import { DomainError, unreachable } from "../../platform/errors.ts";
import type { Domain, Tx } from "../domain.ts";
import { resumeFundedProjects } from "./resume-funded.ts";

/**
 * Sets, changes or takes away (null) a budget; projects that waited for it and have room now go on at once. Error:
 * not_found (whose it would be).
 */
export const changeBudget = async (
  domain: Domain,
  options: { readonly budget: BudgetRef; readonly limitMicros: number | null; readonly actorId: string },
): Promise<void> => {
  await domain.prisma.$transaction(async (tx) => {
    if (options.limitMicros !== null) await assertSubject(tx, options.budget);
    await setBudget(tx, options);
  });
  await resumeFundedProjects(domain);
};

const assertSubject = async (tx: Tx, { scope, subjectId: id }: BudgetRef): Promise<void> => {
  const count = async (): Promise<number> => {
    switch (scope) {
      case "PROJECT":
        return tx.project.count({ where: { id } });
      case "USER":
        return tx.user.count({ where: { id } });
      case "INSTALLATION":
        return 1;
      default:
        return unreachable(scope);
    }
  };
  if ((await count()) === 0)
    throw new DomainError(
      "not_found",
      `There is no such ${scope === "USER" ? "user" : "project"} to set a budget for.`,
    );
};
