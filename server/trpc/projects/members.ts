import { ProjectInput } from "../../contract/inputs.ts";
import { projectManager, projectMembers } from "../../domain/projects/index.ts";
import { projectViewProcedure } from "../procedures.ts";

/** Whom a project is shared with, for everybody who sees it; whom it could be shared with, for who may. */
export const members = projectViewProcedure.input(ProjectInput).query(async ({ ctx, input: { projectId } }) => {
  const manages = await projectManager(ctx.domain, { viewer: ctx.viewer, projectId });
  return projectMembers(ctx.domain, { projectId, manages });
});
