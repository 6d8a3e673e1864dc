import { dollarsText, mayRaise, type BudgetStop } from "../../contract/budgets.ts";
import { DomainError } from "../../platform/errors.ts";
import { hasRoom, isSameBudget, readBudgets, setBudget } from "../budgets/index.ts";
import type { Domain, Tx } from "../domain.ts";

/**
 * Raises the budget that a project waits for, as the answer to its ask; the caller holds the project's lock and lets it
 * go on in the same transaction: both or neither.
 * Errors: forbidden for who may not raise it; invalid without room above what is spent.
 */
export const raiseBudget = async (
  { clock }: Pick<Domain, "clock">,
  tx: Tx,
  options: {
    readonly projectId: string;
    readonly stop: BudgetStop;
    readonly limitMicros: number;
    readonly actor: { readonly id: string; readonly isAdmin: boolean };
  },
): Promise<void> => {
  const { projectId, limitMicros, actor } = options;
  const { budget } = options.stop;
  if (!mayRaise(budget, actor)) {
    throw new DomainError("forbidden", "Only an admin may raise a budget that is not this project's own.");
  }
  const { ownerId } = await tx.project.findUniqueOrThrow({ where: { id: projectId }, select: { ownerId: true } });
  await setBudget(tx, { budget, limitMicros, actorId: actor.id });
  const budgets = await readBudgets({ prisma: tx, clock }, { projectId, ownerId });
  const raised = budgets.find((one) => isSameBudget(one.budget, budget));
  if (raised !== undefined && !hasRoom(raised)) {
    const used = raised.spentMicros + raised.reservedMicros;
    throw new DomainError("invalid", `$${dollarsText(used)} are used already. Enter more than that.`);
  }
};
