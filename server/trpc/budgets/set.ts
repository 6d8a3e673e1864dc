import { SetBudgetInput } from "../../contract/budgets.ts";
import { changeBudget } from "../../domain/projects/index.ts";
import { adminProcedure } from "../procedures.ts";

/** Sets, changes or takes away any budget; what waited for it and has room now goes on at once. */
export const set = adminProcedure
  .input(SetBudgetInput)
  .mutation(({ ctx, input }) => changeBudget(ctx.domain, { ...input, actorId: ctx.viewer.id }));
