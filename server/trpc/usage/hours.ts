import { UsageQuery } from "../../contract/usage-query.ts";
import { readHours } from "../../domain/usage-report/index.ts";
import { signedInProcedure } from "../procedures.ts";

/** When in the week there are calls. */
export const hours = signedInProcedure
  .input(UsageQuery)
  .query(({ ctx, input }) => readHours(ctx.domain, { viewer: ctx.viewer, query: input }));
