import { EstimateInput } from "../../contract/costs.ts";
import { estimateCost } from "../../domain/costs/index.ts";
import { signedInProcedure } from "../procedures.ts";

/** What a project that has no plan yet may cost, from what phases like its own have cost. Null: nothing to say it from. */
export const estimate = signedInProcedure
  .input(EstimateInput)
  .query(({ ctx, input }) => estimateCost(ctx.domain, { ...input, phases: null, before: ctx.domain.clock.now() }));
