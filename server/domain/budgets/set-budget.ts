import type { BudgetRef } from "../../contract/budgets.ts";
import { DomainError } from "../../platform/errors.ts";
import { newId } from "../../platform/ids.ts";
import { appendAudit } from "../audit/index.ts";
import type { Tx } from "../domain.ts";

/**
 * Sets, changes or takes away (null) a budget, with its audit entry, in the caller's transaction. Setting what already
 * holds writes nothing. Who may do it is for the caller to know.
 */
export const setBudget = async (
  tx: Pick<Tx, "budget" | "auditEntry">,
  {
    budget,
    limitMicros,
    actorId,
  }: { readonly budget: BudgetRef; readonly limitMicros: number | null; readonly actorId: string },
): Promise<void> => {
  assertKind(budget);
  const { scope, subjectId, period } = budget;
  const key = { scope_subjectId_period: { scope, subjectId, period } };
  const before = await tx.budget.findUnique({ where: key });
  const from = before === null ? null : Number(before.limitMicros);
  if (from === limitMicros) return;
  if (limitMicros === null) await tx.budget.delete({ where: key });
  else {
    const change = { limitMicros: BigInt(limitMicros), updatedById: actorId };
    await tx.budget.upsert({
      where: key,
      create: { id: newId("budget"), scope, subjectId, period, ...change },
      update: change,
    });
  }
  await appendAudit(tx, {
    actorId,
    action: "budget.changed",
    subjectId: subjectId === "" ? null : subjectId,
    detail: { scope, period, from, to: limitMicros },
  });
};

/** The kinds that there are; the table's own check says the same. */
const assertKind = ({ scope, subjectId, period }: BudgetRef): void => {
  const fits =
    scope === "PROJECT"
      ? subjectId !== "" && period === "TOTAL"
      : period !== "TOTAL" && (scope === "INSTALLATION") === (subjectId === "");
  if (!fits) {
    throw new DomainError(
      "invalid",
      "There is no budget of this kind: a project's is for all its time, a user's and the installation's are for a day or a month.",
    );
  }
};
