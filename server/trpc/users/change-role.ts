import { ChangeRoleInput } from "../../contract/people.ts";
import { changeRole as change } from "../../domain/users/index.ts";
import { adminConfirmedProcedure } from "../procedures.ts";

/** Gives somebody another role. There is always an admin left. */
export const changeRole = adminConfirmedProcedure
  .input(ChangeRoleInput)
  .mutation(({ ctx, input }) => change(ctx.domain, { ...input, actorId: ctx.viewer.id }));
