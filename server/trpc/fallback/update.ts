import { UpdateFallbackInput } from "../../contract/fallback.ts";
import { makeBreakersDue } from "../../domain/fallback/index.ts";
import { writeSettings } from "../../domain/settings/index.ts";
import { adminProcedure } from "../procedures.ts";

/** Changes what happens when Claude cannot be asked, for every project that says nothing else. */
export const update = adminProcedure
  .input(UpdateFallbackInput)
  .mutation(async ({ ctx, input: { mode, wish, early } }) => {
    await writeSettings(ctx.domain, {
      values: {
        "fallback.mode": mode,
        "fallback.wish": wish,
        ...(early !== undefined && { "fallback.early": early.when, "fallback.threshold": early.threshold }),
      },
      actorId: ctx.viewer.id,
    });
    if (wish === "claude") await makeBreakersDue(ctx.domain);
  });
