import { RevokeSessionInput } from "../../contract/inputs.ts";
import { revokeSession as revoke } from "../../domain/users/index.ts";
import { sessionProcedure } from "../procedures.ts";

/** Ends one of one's own sessions. */
export const revokeSession = sessionProcedure.input(RevokeSessionInput).mutation(async ({ ctx, input }) => {
  await revoke(ctx.domain, { userId: ctx.viewer.id, sessionId: input.sessionId });
});
