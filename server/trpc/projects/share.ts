import { ShareProjectInput } from "../../contract/members.ts";
import { shareProject } from "../../domain/projects/index.ts";
import { projectManageProcedure } from "../procedures.ts";

/** Shares a project with somebody, changes what they may do, or ends it. */
export const share = projectManageProcedure
  .input(ShareProjectInput)
  .mutation(({ ctx, input }) => shareProject(ctx.domain, { ...input, actorId: ctx.viewer.id }));
