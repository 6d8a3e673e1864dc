import { BringInInput } from "../../contract/tools.ts";
import { bringInTool } from "../../domain/tools/index.ts";
import { adminConfirmedProcedure } from "../procedures.ts";

/** Accepts a tool from outside: the content that was looked at. */
export const bringIn = adminConfirmedProcedure.input(BringInInput).mutation(({ ctx, input }) =>
  bringInTool(ctx.domain, {
    archive: Buffer.from(input.archive, "base64"),
    hash: input.hash,
    actorId: ctx.viewer.id,
  }),
);
