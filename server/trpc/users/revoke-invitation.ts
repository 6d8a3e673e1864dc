import { LinkInput } from "../../contract/people.ts";
import { revokeInvitation as revoke } from "../../domain/users/index.ts";
import { adminSessionProcedure } from "../procedures.ts";

/** Ends an invitation that nobody has used. */
export const revokeInvitation = adminSessionProcedure
  .input(LinkInput)
  .mutation(({ ctx, input }) => revoke(ctx.domain, { ...input, actorId: ctx.viewer.id }));
