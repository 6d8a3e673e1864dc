import { UsageQuery } from "../../contract/usage-query.ts";
import { readSummary } from "../../domain/usage-report/index.ts";
import { signedInProcedure } from "../procedures.ts";

/** A period's totals, of what one may see. */
export const summary = signedInProcedure
  .input(UsageQuery)
  .query(({ ctx, input }) => readSummary(ctx.domain, { viewer: ctx.viewer, query: input }));
