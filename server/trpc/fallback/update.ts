import { UpdateFallbackInput } from "../../contract/fallback.ts";
import { changeFallback } from "../../domain/projects/index.ts";
import { adminProcedure } from "../procedures.ts";

/** Changes what happens when Claude cannot be asked, for every project that says nothing else. */
export const update = adminProcedure.input(UpdateFallbackInput).mutation(async ({ ctx, input }) => {
  await changeFallback(ctx.domain, { ...input, actorId: ctx.viewer.id });
});
