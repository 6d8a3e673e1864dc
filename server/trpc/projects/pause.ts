import { ProjectInput } from "../../contract/inputs.ts";
import { pauseProject } from "../../domain/projects/index.ts";
import { projectSteerProcedure } from "../procedures.ts";

/** Stops the work where it is; it can be resumed. */
export const pause = projectSteerProcedure.input(ProjectInput).mutation(async ({ ctx, input }) => {
  await pauseProject(ctx.domain, { projectId: input.projectId, actorId: ctx.viewer.id });
});
