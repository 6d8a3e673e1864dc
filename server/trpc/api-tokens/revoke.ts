import { RevokeApiTokenInput } from "../../contract/api-tokens.ts";
import { revokeApiToken } from "../../domain/users/index.ts";
import { sessionProcedure } from "../procedures.ts";

/** Ends one of one's own tokens at once. */
export const revoke = sessionProcedure
  .input(RevokeApiTokenInput)
  .mutation(({ ctx, input }) => revokeApiToken(ctx.domain, { ...input, userId: ctx.viewer.id }));
