import { UsageQuery } from "../../contract/usage-query.ts";
import { listSwitches } from "../../domain/usage-report/index.ts";
import { signedInProcedure } from "../procedures.ts";

/** When local models took over in a period, why, and how long that took. */
export const switches = signedInProcedure
  .input(UsageQuery)
  .query(({ ctx, input }) => listSwitches(ctx.domain, { viewer: ctx.viewer, query: input }));
