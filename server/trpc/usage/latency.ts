import { UsageQuery } from "../../contract/usage-query.ts";
import { readLatency } from "../../domain/usage-report/index.ts";
import { signedInProcedure } from "../procedures.ts";

/** How long calls took, slot by slot. */
export const latency = signedInProcedure
  .input(UsageQuery)
  .query(({ ctx, input }) => readLatency(ctx.domain, { viewer: ctx.viewer, query: input }));
