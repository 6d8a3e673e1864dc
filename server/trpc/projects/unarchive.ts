import { ProjectInput } from "../../contract/inputs.ts";
import { unarchiveProject } from "../../domain/projects/index.ts";
import { projectManageProcedure } from "../procedures.ts";

/** Takes a project out of the archive, while its workspace is there. */
export const unarchive = projectManageProcedure.input(ProjectInput).mutation(async ({ ctx, input }) => {
  await unarchiveProject(ctx.domain, { projectId: input.projectId, actorId: ctx.viewer.id });
});
