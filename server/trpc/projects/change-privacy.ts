import { ChangePrivacyInput } from "../../contract/fallback.ts";
import { changePrivacy as change } from "../../domain/projects/index.ts";
import { projectSteerProcedure } from "../procedures.ts";

/** Keeps a project on this machine from now on, or lets it out again. */
export const changePrivacy = projectSteerProcedure.input(ChangePrivacyInput).mutation(async ({ ctx, input }) => {
  await change(ctx.domain, { ...input, actorId: ctx.viewer.id });
});
