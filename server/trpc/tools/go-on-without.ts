import { ProjectInput } from "../../contract/inputs.ts";
import { goOnWithoutTool } from "../../domain/tools/index.ts";
import { projectSteerProcedure } from "../procedures.ts";

/** Lets a project go on that waits for a tool which is being built. */
export const goOnWithout = projectSteerProcedure.input(ProjectInput).mutation(async ({ ctx, input }) => {
  await goOnWithoutTool(ctx.domain, { projectId: input.projectId, actorId: ctx.viewer.id });
});
