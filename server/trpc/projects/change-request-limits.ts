import { ChangeRequestLimitsInput } from "../../contract/inputs.ts";
import { changeRequestLimits as change } from "../../domain/projects/index.ts";
import { projectSteerProcedure } from "../procedures.ts";

/** Changes how many requests each agent of a project has; one that waits for a request goes on where there is one now. */
export const changeRequestLimits = projectSteerProcedure
  .input(ChangeRequestLimitsInput)
  .mutation(({ ctx, input }) => change(ctx.domain, { ...input, actorId: ctx.viewer.id }));
