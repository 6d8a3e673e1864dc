import { ToolInput } from "../../contract/tools.ts";
import { toolDetail } from "../../domain/tools/index.ts";
import { signedInProcedure } from "../procedures.ts";

/** A tool with its versions and its last calls. */
export const detail = signedInProcedure
  .input(ToolInput)
  .query(({ ctx, input }) => toolDetail(ctx.domain, { viewer: ctx.viewer, toolId: input.toolId }));
