import { SkipPhaseInput } from "../../contract/inputs.ts";
import { skipPhase as inDomain } from "../../domain/projects/index.ts";
import { projectSteerProcedure } from "../procedures.ts";

/** Leaves a phase out, with a reason. */
export const skipPhase = projectSteerProcedure.input(SkipPhaseInput).mutation(async ({ ctx, input }) => {
  await inDomain(ctx.domain, { ...input, actorId: ctx.viewer.id });
});
