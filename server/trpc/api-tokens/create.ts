import { CreateApiTokenInput } from "../../contract/api-tokens.ts";
import { createApiToken } from "../../domain/users/index.ts";
import { confirmedProcedure } from "../procedures.ts";

/** Makes a token for one's own programs. @returns it, this once */
export const create = confirmedProcedure
  .input(CreateApiTokenInput)
  .mutation(({ ctx, input }) => createApiToken(ctx.domain, { ...input, userId: ctx.viewer.id }));
