import { UsageCallsInput } from "../../contract/usage-query.ts";
import { readCalls } from "../../domain/usage-report/index.ts";
import { signedInProcedure } from "../procedures.ts";

/** The calls behind a figure, newest first. */
export const calls = signedInProcedure
  .input(UsageCallsInput)
  .query(({ ctx, input }) => readCalls(ctx.domain, { viewer: ctx.viewer, query: input, input }));
