import { UpdateProviderInput } from "../../contract/inputs.ts";
import { providerState, updateAccount } from "../../domain/accounts/index.ts";
import { adminProcedure } from "../procedures.ts";

/** Sets or removes the API key and the address it is sent to. The key goes in and never comes out. */
export const update = adminProcedure.input(UpdateProviderInput).mutation(async ({ ctx, input }) => {
  await updateAccount(ctx.domain, { input, actorId: ctx.viewer.id });
  return providerState(ctx.domain);
});
