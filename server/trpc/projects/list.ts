import { ListProjectsInput } from "../../contract/inputs.ts";
import { listProjects } from "../../domain/projects/index.ts";
import { signedInProcedure } from "../procedures.ts";

/** The projects that one may see. */
export const list = signedInProcedure
  .input(ListProjectsInput)
  .query(({ ctx, input }) => listProjects(ctx.domain, { viewer: ctx.viewer, archived: input.archived }));
