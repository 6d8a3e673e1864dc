import { RemoveGitCredentialInput } from "../../contract/git-credentials.ts";
import { removeGitCredential } from "../../domain/git-credentials/index.ts";
import { memberProcedure } from "../procedures.ts";

/** Forgets one of one's own, for good. */
export const remove = memberProcedure.input(RemoveGitCredentialInput).mutation(async ({ ctx, input }) => {
  await removeGitCredential(ctx.domain, { ...input, ownerId: ctx.viewer.id });
});
