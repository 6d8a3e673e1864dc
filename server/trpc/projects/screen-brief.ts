import { ScreenBriefInput } from "../../contract/inputs.ts";
import { screenBrief as screen } from "../../domain/screening/index.ts";
import { memberProcedure } from "../procedures.ts";

/**
 * What a brief that is being written holds that should be looked at. A mutation although it changes nothing: a query's
 * input stands in the address, which others write down.
 */
export const screenBrief = memberProcedure
  .input(ScreenBriefInput)
  .mutation(({ ctx, input }) => screen(ctx.domain, { brief: input.brief }));
