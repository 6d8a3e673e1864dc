import { ProjectInput } from "../../contract/inputs.ts";
import { removeWorkspace } from "../../domain/workspaces/index.ts";
import { projectManageProcedure } from "../procedures.ts";

/** Has an archived project's files removed, for good; a runner does it within seconds. */
export const remove = projectManageProcedure.input(ProjectInput).mutation(async ({ ctx, input }) => {
  await removeWorkspace(ctx.domain, { projectId: input.projectId, actorId: ctx.viewer.id });
});
