import { CreateGitCredentialInput } from "../../contract/git-credentials.ts";
import { createGitCredential } from "../../domain/git-credentials/index.ts";
import { memberSessionProcedure } from "../procedures.ts";

/** Stores a token or a key; it goes in and never comes out again. */
export const create = memberSessionProcedure
  .input(CreateGitCredentialInput)
  .mutation(({ ctx, input }) => createGitCredential(ctx.domain, { ownerId: ctx.viewer.id, input }));
