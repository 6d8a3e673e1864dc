import { UpdateBudgetRulesInput } from "../../contract/budgets.ts";
import { writeSettings } from "../../domain/settings/index.ts";
import { adminProcedure } from "../procedures.ts";

/** Changes what holds for budgets; calls that begin from now on go by it. */
export const updateRules = adminProcedure.input(UpdateBudgetRulesInput).mutation(async ({ ctx, input }) => {
  await writeSettings(ctx.domain, {
    values: {
      "budgets.projectDefaultMicros": input.projectDefaultMicros,
      "budgets.timeZone": input.timeZone,
      "budgets.countSubscription": input.countSubscription,
    },
    actorId: ctx.viewer.id,
  });
});
