import { UsageCallInput } from "../../contract/usage-query.ts";
import { readCall } from "../../domain/usage-report/index.ts";
import { signedInProcedure } from "../procedures.ts";

/** Everything about one call. */
export const detail = signedInProcedure
  .input(UsageCallInput)
  .query(({ ctx, input }) => readCall(ctx.domain, { viewer: ctx.viewer, callId: input.callId }));
