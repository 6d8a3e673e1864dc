import { CreateExportInput } from "../../contract/exports.ts";
import { requestExport } from "../../domain/exports/index.ts";
import { projectKeepProcedure } from "../procedures.ts";

/** Has accepted work made into a patch or a bundle, or pushed to a new branch; archived projects', too. */
export const create = projectKeepProcedure
  .input(CreateExportInput)
  .mutation(({ ctx, input }) => requestExport(ctx.domain, { ...input, actorId: ctx.viewer.id }));
