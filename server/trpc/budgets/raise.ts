import { RaiseBudgetInput } from "../../contract/budgets.ts";
import { raiseBudget } from "../../domain/projects/index.ts";
import { projectSteerProcedure } from "../procedures.ts";

/** Raises the budget that a project waits for and lets it go on, both at once. */
export const raise = projectSteerProcedure
  .input(RaiseBudgetInput)
  .mutation(({ ctx, input }) => raiseBudget(ctx.domain, { ...input, actor: ctx.viewer }));
