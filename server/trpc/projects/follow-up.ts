import { FollowUpInput } from "../../contract/inputs.ts";
import { followUpProject } from "../../domain/projects/index.ts";
import { projectSteerProcedure } from "../procedures.ts";

/** Begins the next cycle of a project that has ended. */
export const followUp = projectSteerProcedure.input(FollowUpInput).mutation(async ({ ctx, input }) => {
  await followUpProject(ctx.domain, { ...input, actorId: ctx.viewer.id });
});
