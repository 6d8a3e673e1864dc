import { RedoPhaseInput } from "../../contract/inputs.ts";
import { redoPhase as inDomain } from "../../domain/projects/index.ts";
import { projectSteerProcedure } from "../procedures.ts";

/** Has a phase done again. */
export const redoPhase = projectSteerProcedure.input(RedoPhaseInput).mutation(async ({ ctx, input }) => {
  await inDomain(ctx.domain, { ...input, actorId: ctx.viewer.id });
});
