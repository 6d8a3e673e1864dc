import { CreateSampleInput } from "../../contract/inputs.ts";
import { createSample as createIt } from "../../domain/projects/index.ts";
import { memberProcedure } from "../procedures.ts";

/** Starts a built-in sample, played by the scripted model. */
export const createSample = memberProcedure
  .input(CreateSampleInput)
  .mutation(({ ctx, input }) => createIt(ctx.domain, { ownerId: ctx.viewer.id, sampleId: input.sampleId }));
