import { UpdateLimitsInput } from "../../contract/limits.ts";
import { updateLimits as update } from "../../domain/projects/index.ts";
import { runnerTimeouts } from "../../domain/runners/index.ts";
import { limitsOf, readSettings } from "../../domain/settings/index.ts";
import { env } from "../../platform/env.ts";
import { adminProcedure } from "../procedures.ts";

/** Changes limits and time-outs; attempts that begin from now on go by them. @returns all as they stand now */
export const updateLimits = adminProcedure.input(UpdateLimitsInput).mutation(async ({ ctx, input }) => {
  await update(ctx.domain, { input, actorId: ctx.viewer.id });
  return limitsOf(await readSettings(ctx.domain), env(), await runnerTimeouts(ctx.domain));
});
