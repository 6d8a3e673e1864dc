import { UserInput } from "../../contract/people.ts";
import { enableUser } from "../../domain/users/index.ts";
import { adminProcedure } from "../procedures.ts";

/** Lets somebody in again. */
export const enable = adminProcedure
  .input(UserInput)
  .mutation(({ ctx, input }) => enableUser(ctx.domain, { ...input, actorId: ctx.viewer.id }));
