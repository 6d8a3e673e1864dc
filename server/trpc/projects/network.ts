import { ProjectInput } from "../../contract/inputs.ts";
import { projectNetwork } from "../../domain/projects/index.ts";
import { projectViewProcedure } from "../procedures.ts";

/** Which hosts a project's processes may reach. */
export const network = projectViewProcedure
  .input(ProjectInput)
  .query(({ ctx, input }) => projectNetwork(ctx.domain, input.projectId));
