import { ProjectInput } from "../../contract/inputs.ts";
import { listExports } from "../../domain/exports/index.ts";
import { projectViewProcedure } from "../procedures.ts";

/** What was brought out of a project lately, and how that went. */
export const list = projectViewProcedure
  .input(ProjectInput)
  .query(({ ctx, input }) => listExports(ctx.domain, { projectId: input.projectId, viewerId: ctx.viewer.id }));
