import { UpdateAlertRulesInput } from "../../contract/alerts.ts";
import { writeSettings } from "../../domain/settings/index.ts";
import { adminProcedure } from "../procedures.ts";

/** Changes when failing calls are worth an alert. */
export const updateRules = adminProcedure.input(UpdateAlertRulesInput).mutation(async ({ ctx, input }) => {
  await writeSettings(ctx.domain, {
    values: {
      "alerts.errorPercent": input.errorPercent,
      "alerts.errorMinutes": input.errorMinutes,
      "alerts.errorMinCalls": input.errorMinCalls,
    },
    actorId: ctx.viewer.id,
  });
});
