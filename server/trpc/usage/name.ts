import { UsageNameInput } from "../../contract/usage-query.ts";
import { readName } from "../../domain/usage-report/index.ts";
import { signedInProcedure } from "../procedures.ts";

/** What a filter's value is called; null where one may not see it, or nothing has it. */
export const name = signedInProcedure
  .input(UsageNameInput)
  .query(({ ctx, input }) => readName(ctx.domain, { viewer: ctx.viewer, ...input }));
