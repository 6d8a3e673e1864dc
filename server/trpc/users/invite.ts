import { InviteInput } from "../../contract/people.ts";
import { inviteUser } from "../../domain/users/index.ts";
import { adminSessionProcedure } from "../procedures.ts";

/** Makes an invitation; its link is in the answer and nowhere else. */
export const invite = adminSessionProcedure
  .input(InviteInput)
  .mutation(({ ctx, input }) => inviteUser(ctx.domain, { ...input, actorId: ctx.viewer.id }));
