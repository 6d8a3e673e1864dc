import { ListDecidedInput } from "../../contract/inbox.ts";
import { readDecided } from "../../domain/inbox/index.ts";
import { signedInProcedure } from "../procedures.ts";

/** What has been decided in what the reader may see, page by page. */
export const decided = signedInProcedure
  .input(ListDecidedInput)
  .query(({ ctx, input }) => readDecided(ctx.domain, { viewer: ctx.viewer, after: input.cursor ?? null }));
