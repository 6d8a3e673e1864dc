import { readSettings } from "../../domain/settings/index.ts";
import { signedInProcedure } from "../procedures.ts";

/** What holds for budgets: a new project's, where days begin, and what counts as money. */
export const rules = signedInProcedure.query(async ({ ctx }) => {
  const settings = await readSettings(ctx.domain);
  return {
    projectDefaultMicros: settings["budgets.projectDefaultMicros"],
    timeZone: settings["budgets.timeZone"],
    countSubscription: settings["budgets.countSubscription"],
  };
});
