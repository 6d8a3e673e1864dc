import { ProjectInput } from "../../contract/inputs.ts";
import { submitProject } from "../../domain/projects/index.ts";
import { projectSteerProcedure } from "../procedures.ts";

/** Hands a draft in. */
export const submit = projectSteerProcedure.input(ProjectInput).mutation(async ({ ctx, input }) => {
  await submitProject(ctx.domain, { projectId: input.projectId, actorId: ctx.viewer.id });
});
