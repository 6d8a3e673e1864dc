import { UserInput } from "../../contract/people.ts";
import { disableUser } from "../../domain/users/index.ts";
import { adminSessionProcedure } from "../procedures.ts";

/** Keeps somebody out, at once. */
export const disable = adminSessionProcedure
  .input(UserInput)
  .mutation(({ ctx, input }) => disableUser(ctx.domain, { ...input, actorId: ctx.viewer.id }));
