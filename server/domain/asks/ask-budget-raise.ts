import type { BudgetStop } from "../../contract/budgets.ts";
import type { Operation } from "../../contract/roles.ts";
import { newId } from "../../platform/ids.ts";
import type { Domain, Tx } from "../domain.ts";
import { openAsk } from "./open-ask.ts";

interface StoppedRun {
  readonly projectId: string;
  readonly runId: string;
  readonly phaseId: string | null;
  readonly operation: Operation;
}

/** Asks for the budget that a run's call was refused for to be raised. */
export const askBudgetRaise = (
  domain: Pick<Domain, "clock">,
  tx: Tx,
  { projectId, runId, phaseId, operation, stop }: StoppedRun & { readonly stop: BudgetStop },
): Promise<void> =>
  openAsk(domain, tx, {
    askId: newId("ask"),
    projectId,
    runId,
    phaseId,
    subject: runId,
    content: { kind: "budget_raise", operation, stop },
  });
