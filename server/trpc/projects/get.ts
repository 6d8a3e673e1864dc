import { GetProjectInput } from "../../contract/inputs.ts";
import { getProject } from "../../domain/projects/index.ts";
import { projectViewProcedure } from "../procedures.ts";

/** Everything about a project but its event log. */
export const get = projectViewProcedure
  .input(GetProjectInput)
  .query(({ ctx, input }) => getProject(ctx.domain, { viewer: ctx.viewer, ...input }));
