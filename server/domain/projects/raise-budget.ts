import { dollarsText, type BudgetRef } from "../../contract/budgets.ts";
import { Hold } from "../../contract/statuses.ts";
import type { Viewer } from "../../contract/views.ts";
import { DomainError } from "../../platform/errors.ts";
import { appendAudit } from "../audit/index.ts";
import { hasRoom, isSameBudget, readBudgets, setBudget } from "../budgets/index.ts";
import type { Domain, Tx } from "../domain.ts";
import { applySignal } from "./apply-signal.ts";

export interface RaiseBudgetOptions {
  readonly projectId: string;
  readonly budget: BudgetRef;
  readonly limitMicros: number;
  readonly actor: Pick<Viewer, "id" | "role">;
}

/**
 * Raises a budget that a project waits for, and lets the project go on at once, in the same session: both or neither.
 * A project's own budget is its owner's and the admins' to raise, every other one the admins'. A project that has gone
 * on meanwhile only gets the new budget.
 * Errors: forbidden; invalid for another project's budget or one without room above what is spent.
 */
export const raiseBudget = async (domain: Domain, options: RaiseBudgetOptions): Promise<void> => {
  const { projectId, budget, limitMicros, actor } = options;
  if (budget.scope !== "PROJECT" && actor.role !== "ADMIN") {
    throw new DomainError("forbidden", "Only an admin may raise a budget that is not this project's own.");
  }
  await domain.prisma.$transaction(async (tx) => {
    const [project] = await tx.$queryRaw<{ ownerId: string; status: string; hold: unknown }[]>`
      SELECT "ownerId", "status"::text, "hold" FROM "Project" WHERE "id" = ${projectId} FOR NO KEY UPDATE`;
    if (project === undefined)
      throw new DomainError("not_found", "This project does not exist, or you may not see it.");
    if (budget.subjectId !== "" && budget.subjectId !== projectId && budget.subjectId !== project.ownerId) {
      throw new DomainError("invalid", "This project does not count in that budget.");
    }
    await setBudget(tx, { budget, limitMicros, actorId: actor.id });
    const budgets = await readBudgets({ prisma: tx, clock: domain.clock }, { projectId, ownerId: project.ownerId });
    const raised = budgets.find((one) => isSameBudget(one.budget, budget));
    if (raised !== undefined && !hasRoom(raised)) {
      const used = raised.spentMicros + raised.reservedMicros;
      throw new DomainError("invalid", `$${dollarsText(used)} are used already. Enter more than that.`);
    }
    const hold = Hold.nullable().parse(project.hold);
    if (project.status === "WAITING" && hold?.reason === "budget") {
      await goOn(domain, tx, { projectId, actorId: actor.id });
    }
  });
};

const goOn = async (
  domain: Domain,
  tx: Tx,
  { projectId, actorId }: { projectId: string; actorId: string },
): Promise<void> => {
  await applySignal(domain, tx, { projectId, signal: { type: "retried" }, actorId });
  await appendAudit(tx, { actorId, action: "project.retried", subjectId: projectId, detail: {} });
};
