import { BuildAgainInput } from "../../contract/tools.ts";
import { buildToolAgain } from "../../domain/tools/index.ts";
import { projectSteerProcedure } from "../procedures.ts";

/** Builds a tool anew whose last build came to nothing. */
export const buildAgain = projectSteerProcedure
  .input(BuildAgainInput)
  .mutation(({ ctx, input }) => buildToolAgain(ctx.domain, { ...input, actorId: ctx.viewer.id }));
