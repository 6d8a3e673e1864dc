import { ProjectInput } from "../../contract/inputs.ts";
import { unarchiveProject } from "../../domain/projects/index.ts";
import { projectKeepProcedure } from "../procedures.ts";

/** Takes a project out of the archive, while its workspace is there. */
export const unarchive = projectKeepProcedure.input(ProjectInput).mutation(async ({ ctx, input }) => {
  await unarchiveProject(ctx.domain, { projectId: input.projectId, actorId: ctx.viewer.id });
});
