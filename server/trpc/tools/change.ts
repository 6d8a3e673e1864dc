import { ChangeToolInput } from "../../contract/tools.ts";
import { changeTool } from "../../domain/tools/index.ts";
import { memberProcedure } from "../procedures.ts";

/** Switches a tool on or off, or removes it. */
export const change = memberProcedure.input(ChangeToolInput).mutation(async ({ ctx, input }) => {
  await changeTool(ctx.domain, { ...input, actor: ctx.viewer });
});
