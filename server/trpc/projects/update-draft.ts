import { UpdateDraftInput } from "../../contract/inputs.ts";
import { updateDraft as update } from "../../domain/projects/index.ts";
import { projectSteerProcedure } from "../procedures.ts";

/** Changes a brief that has not been submitted. */
export const updateDraft = projectSteerProcedure.input(UpdateDraftInput).mutation(async ({ ctx, input }) => {
  const { projectId, ...draft } = input;
  await update(ctx.domain, { projectId, input: draft });
});
