import { ProjectInput } from "../../contract/inputs.ts";
import { resumeProject } from "../../domain/projects/index.ts";
import { projectSteerProcedure } from "../procedures.ts";

/** Goes on from where it was paused. */
export const resume = projectSteerProcedure.input(ProjectInput).mutation(async ({ ctx, input }) => {
  await resumeProject(ctx.domain, { projectId: input.projectId, actorId: ctx.viewer.id });
});
