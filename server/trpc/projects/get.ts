import { ProjectInput } from "../../contract/inputs.ts";
import { getProject } from "../../domain/projects/index.ts";
import { projectViewProcedure } from "../procedures.ts";

/** Everything about a project but its event log. */
export const get = projectViewProcedure
  .input(ProjectInput)
  .query(({ ctx, input }) => getProject(ctx.domain, { viewer: ctx.viewer, projectId: input.projectId }));
