import { FileInput } from "../../contract/inputs.ts";
import { workspaceFile } from "../../domain/workspaces/index.ts";
import { projectViewProcedure } from "../procedures.ts";

/** One file of a project. */
export const file = projectViewProcedure
  .input(FileInput)
  .query(({ ctx, input }) => workspaceFile(ctx.domain, { projectId: input.projectId, path: input.path }));
