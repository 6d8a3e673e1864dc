import { readSettings } from "../../domain/settings/index.ts";
import { signedInProcedure } from "../procedures.ts";

/** When failing calls are worth an alert. */
export const rules = signedInProcedure.query(async ({ ctx }) => {
  const settings = await readSettings(ctx.domain);
  return {
    errorPercent: settings["alerts.errorPercent"],
    errorMinutes: settings["alerts.errorMinutes"],
    errorMinCalls: settings["alerts.errorMinCalls"],
  };
});
