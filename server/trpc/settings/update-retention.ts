import { UpdateRetentionInput } from "../../contract/settings.ts";
import { writeSettings } from "../../domain/settings/index.ts";
import { adminProcedure } from "../procedures.ts";

/** Chooses what is removed by itself, and when. */
export const updateRetention = adminProcedure.input(UpdateRetentionInput).mutation(async ({ ctx, input }) => {
  await writeSettings(ctx.domain, {
    values: {
      "retention.removeArchivedAfterDays": input.removeArchivedAfterDays,
      "retention.attemptOutputsAfterDays": input.attemptOutputsAfterDays,
    },
    actorId: ctx.viewer.id,
  });
});
