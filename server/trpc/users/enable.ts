import { UserInput } from "../../contract/people.ts";
import { enableUser } from "../../domain/users/index.ts";
import { adminConfirmedProcedure } from "../procedures.ts";

/** Lets somebody in again. */
export const enable = adminConfirmedProcedure
  .input(UserInput)
  .mutation(({ ctx, input }) => enableUser(ctx.domain, { ...input, actorId: ctx.viewer.id }));
