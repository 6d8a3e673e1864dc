import { UsageQuery } from "../../contract/usage-query.ts";
import { readAcceptedPhases } from "../../domain/usage-report/index.ts";
import { signedInProcedure } from "../procedures.ts";

/** What the phases have cost that were accepted in the period. */
export const acceptedPhases = signedInProcedure
  .input(UsageQuery)
  .query(({ ctx, input }) => readAcceptedPhases(ctx.domain, { viewer: ctx.viewer, query: input }));
