import { ProjectInput } from "../../contract/inputs.ts";
import { cancelProject } from "../../domain/projects/index.ts";
import { projectSteerProcedure } from "../procedures.ts";

/** Ends the project for good. */
export const cancel = projectSteerProcedure.input(ProjectInput).mutation(async ({ ctx, input }) => {
  await cancelProject(ctx.domain, { projectId: input.projectId, actorId: ctx.viewer.id });
});
