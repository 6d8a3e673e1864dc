import { SimilarAsksInput } from "../../contract/inbox.ts";
import { readSimilar } from "../../domain/inbox/index.ts";
import { signedInProcedure } from "../procedures.ts";

/** How requests like this one were decided. */
export const similar = signedInProcedure
  .input(SimilarAsksInput)
  .query(({ ctx, input }) => readSimilar(ctx.domain, { viewer: ctx.viewer, askId: input.askId }));
