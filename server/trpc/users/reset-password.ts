import { UserInput } from "../../contract/people.ts";
import { createPasswordLink } from "../../domain/users/index.ts";
import { adminConfirmedProcedure } from "../procedures.ts";

/** Makes the link by which somebody sets a new password; it is in the answer and nowhere else. */
export const resetPassword = adminConfirmedProcedure
  .input(UserInput)
  .mutation(({ ctx, input }) => createPasswordLink(ctx.domain, { ...input, actorId: ctx.viewer.id }));
