import { ProjectInput } from "../../contract/inputs.ts";
import { projectCosts } from "../../domain/costs/index.ts";
import { projectViewProcedure } from "../procedures.ts";

/** What a project has cost, by phase, role, model and attempt. */
export const costs = projectViewProcedure
  .input(ProjectInput)
  .query(({ ctx, input }) => projectCosts(ctx.domain, input.projectId));
