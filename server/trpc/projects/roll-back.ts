import { RollBackInput } from "../../contract/inputs.ts";
import { rollBack as inDomain } from "../../domain/projects/index.ts";
import { projectSteerProcedure } from "../procedures.ts";

/** Goes back to an accepted phase. */
export const rollBack = projectSteerProcedure.input(RollBackInput).mutation(async ({ ctx, input }) => {
  await inDomain(ctx.domain, { ...input, actorId: ctx.viewer.id });
});
