import { LinkInput } from "../../contract/people.ts";
import { revokeInvitation as revoke } from "../../domain/users/index.ts";
import { adminProcedure } from "../procedures.ts";

/** Ends an invitation that nobody has used. */
export const revokeInvitation = adminProcedure
  .input(LinkInput)
  .mutation(({ ctx, input }) => revoke(ctx.domain, { ...input, actorId: ctx.viewer.id }));
