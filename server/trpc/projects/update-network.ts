import { UpdateNetworkInput } from "../../contract/inputs.ts";
import { projectNetwork, updateProjectNetwork } from "../../domain/projects/index.ts";
import { projectSteerProcedure } from "../procedures.ts";

/** Changes which hosts a project's processes may reach, from the next attempt on. */
export const updateNetwork = projectSteerProcedure.input(UpdateNetworkInput).mutation(async ({ ctx, input }) => {
  await updateProjectNetwork(ctx.domain, { ...input, actorId: ctx.viewer.id });
  return projectNetwork(ctx.domain, input.projectId);
});
