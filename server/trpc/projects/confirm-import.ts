import { ConfirmImportInput } from "../../contract/inputs.ts";
import { confirmImport as confirm } from "../../domain/imports/index.ts";
import { retryProject } from "../../domain/projects/index.ts";
import { projectSteerProcedure } from "../procedures.ts";

/** Says that somebody has looked at what was found in the files, and lets the import go on. */
export const confirmImport = projectSteerProcedure.input(ConfirmImportInput).mutation(async ({ ctx, input }) => {
  const { projectId, hash } = input;
  await confirm(ctx.domain, { projectId, hash, actorId: ctx.viewer.id });
  await retryProject(ctx.domain, { projectId, actorId: ctx.viewer.id });
});
