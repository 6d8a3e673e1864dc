import { z } from "zod";
import { removePermissionRule } from "../../domain/permissions/index.ts";
import { memberProcedure } from "../procedures.ts";

/** Takes a remembered permission back. */
export const remove = memberProcedure
  .input(z.strictObject({ ruleId: z.string().max(100) }))
  .mutation(({ ctx, input }) => removePermissionRule(ctx.domain, { viewer: ctx.viewer, ruleId: input.ruleId }));
