import { CompleteSetupInput } from "../../contract/inputs.ts";
import { completeSetup } from "../../domain/users/index.ts";
import { publicProcedure } from "../procedures.ts";

/** Makes the first user, by the one-time link. Signing in is done as everywhere else, with the name and password. */
export const complete = publicProcedure.input(CompleteSetupInput).mutation(async ({ ctx, input }) => {
  await completeSetup(ctx.domain, { input });
});
