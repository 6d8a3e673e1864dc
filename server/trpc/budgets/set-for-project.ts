import { SetProjectBudgetInput } from "../../contract/budgets.ts";
import { changeBudget } from "../../domain/projects/index.ts";
import { projectSteerProcedure } from "../procedures.ts";

/** Sets, changes or takes away a project's own budget; a project that waited for it goes on at once. */
export const setForProject = projectSteerProcedure.input(SetProjectBudgetInput).mutation(async ({ ctx, input }) => {
  const { projectId, limitMicros } = input;
  const budget = { scope: "PROJECT", subjectId: projectId, period: "TOTAL" } as const;
  await changeBudget(ctx.domain, { budget, limitMicros, actorId: ctx.viewer.id });
});
