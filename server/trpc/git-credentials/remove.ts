import { RemoveGitCredentialInput } from "../../contract/git-credentials.ts";
import { removeGitCredential } from "../../domain/git-credentials/index.ts";
import { memberSessionProcedure } from "../procedures.ts";

/** Forgets one of one's own, for good. */
export const remove = memberSessionProcedure.input(RemoveGitCredentialInput).mutation(async ({ ctx, input }) => {
  await removeGitCredential(ctx.domain, { ...input, ownerId: ctx.viewer.id });
});
