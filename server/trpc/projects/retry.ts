import { ProjectInput } from "../../contract/inputs.ts";
import { retryProject } from "../../domain/projects/index.ts";
import { projectSteerProcedure } from "../procedures.ts";

/** Lets a waiting project try again now. */
export const retry = projectSteerProcedure.input(ProjectInput).mutation(async ({ ctx, input }) => {
  await retryProject(ctx.domain, { projectId: input.projectId, actorId: ctx.viewer.id });
});
