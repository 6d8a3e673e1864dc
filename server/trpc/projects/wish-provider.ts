import { WishProviderInput } from "../../contract/fallback.ts";
import { wishProvider as wish } from "../../domain/projects/index.ts";
import { projectSteerProcedure } from "../procedures.ts";

/** Goes on with a local model, back to Claude, or as it comes. */
export const wishProvider = projectSteerProcedure.input(WishProviderInput).mutation(async ({ ctx, input }) => {
  await wish(ctx.domain, { ...input, actorId: ctx.viewer.id });
});
