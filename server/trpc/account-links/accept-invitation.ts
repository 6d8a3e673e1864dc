import { AcceptInvitationInput } from "../../contract/people.ts";
import { acceptInvitation as accept } from "../../domain/users/index.ts";
import { publicProcedure } from "../procedures.ts";

/** Makes the account that an invitation is for. Signing in is done as everywhere else, with the name and password. */
export const acceptInvitation = publicProcedure.input(AcceptInvitationInput).mutation(async ({ ctx, input }) => {
  await accept(ctx.domain, { input });
});
