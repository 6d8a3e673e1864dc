import { InviteInput } from "../../contract/people.ts";
import { inviteUser } from "../../domain/users/index.ts";
import { adminConfirmedProcedure } from "../procedures.ts";

/** Makes an invitation; its link is in the answer and nowhere else. */
export const invite = adminConfirmedProcedure
  .input(InviteInput)
  .mutation(({ ctx, input }) => inviteUser(ctx.domain, { ...input, actorId: ctx.viewer.id }));
