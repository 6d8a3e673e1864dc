import { EditPlanInput } from "../../contract/inputs.ts";
import { editPlan as inDomain } from "../../domain/projects/index.ts";
import { projectSteerProcedure } from "../procedures.ts";

/** Changes what is still to come of the plan. */
export const editPlan = projectSteerProcedure.input(EditPlanInput).mutation(async ({ ctx, input }) => {
  await inDomain(ctx.domain, { ...input, actorId: ctx.viewer.id });
});
