import { ProjectInput } from "../../contract/inputs.ts";
import { workspaceFiles } from "../../domain/workspaces/index.ts";
import { projectViewProcedure } from "../procedures.ts";

/** The files of a project. */
export const files = projectViewProcedure
  .input(ProjectInput)
  .query(({ ctx, input }) => workspaceFiles(ctx.domain, { projectId: input.projectId }));
