import { SubmitProjectInput } from "../../contract/inputs.ts";
import { submitProject } from "../../domain/projects/index.ts";
import { projectSteerProcedure } from "../procedures.ts";

/** Hands a draft in; with findings in its brief, where somebody has looked at them. */
export const submit = projectSteerProcedure.input(SubmitProjectInput).mutation(async ({ ctx, input }) => {
  await submitProject(ctx.domain, { ...input, actorId: ctx.viewer.id });
});
