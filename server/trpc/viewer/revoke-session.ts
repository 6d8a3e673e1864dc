import { RevokeSessionInput } from "../../contract/inputs.ts";
import { revokeSession as revoke } from "../../domain/users/index.ts";
import { signedInProcedure } from "../procedures.ts";

/** Ends one of one's own sessions. */
export const revokeSession = signedInProcedure.input(RevokeSessionInput).mutation(async ({ ctx, input }) => {
  await revoke(ctx.domain, { userId: ctx.viewer.id, sessionId: input.sessionId });
});
