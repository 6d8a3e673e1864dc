import { UpdateScreeningInput } from "../../contract/settings.ts";
import { writeSettings } from "../../domain/settings/index.ts";
import { adminProcedure } from "../procedures.ts";

/** Changes what findings in a brief mean; briefs that are submitted from now on go by it. */
export const updateScreening = adminProcedure.input(UpdateScreeningInput).mutation(async ({ ctx, input }) => {
  await writeSettings(ctx.domain, { values: { "screening.mode": input.mode }, actorId: ctx.viewer.id });
});
