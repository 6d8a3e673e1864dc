import { StopPullInput } from "../../contract/local-models.ts";
import { stopPull as stop } from "../../domain/local-models/index.ts";
import { adminProcedure } from "../procedures.ts";

/** Calls a pull back that is under way. */
export const stopPull = adminProcedure
  .input(StopPullInput)
  .mutation(({ ctx, input }) => stop(ctx.domain, { ...input, actorId: ctx.viewer.id }));
