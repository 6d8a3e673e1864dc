import { ProjectInput } from "../../contract/inputs.ts";
import { archiveProject } from "../../domain/projects/index.ts";
import { projectManageProcedure } from "../procedures.ts";

/** Puts an ended project away. */
export const archive = projectManageProcedure.input(ProjectInput).mutation(async ({ ctx, input }) => {
  await archiveProject(ctx.domain, { projectId: input.projectId, actorId: ctx.viewer.id });
});
