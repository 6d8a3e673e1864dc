import { BringInInput } from "../../contract/tools.ts";
import { lookIntoTool } from "../../domain/tools/index.ts";
import { adminProcedure } from "../procedures.ts";

/** What is in an archive that somebody wants to bring in. */
export const lookInto = adminProcedure
  .input(BringInInput.pick({ archive: true }))
  .mutation(({ ctx, input }) => lookIntoTool(ctx.domain, { archive: Buffer.from(input.archive, "base64") }));
