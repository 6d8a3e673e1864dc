import { OrphanInput } from "../../contract/inputs.ts";
import { removeOrphan } from "../../domain/workspaces/index.ts";
import { adminProcedure } from "../procedures.ts";

/** Has a folder removed that belongs to no project, for good. */
export const removeOrphaned = adminProcedure.input(OrphanInput).mutation(async ({ ctx, input }) => {
  await removeOrphan(ctx.domain, { folder: input.folder, actorId: ctx.viewer.id });
});
