import { countUnread } from "../../domain/alerts/index.ts";
import { signedInProcedure } from "../procedures.ts";

/** How many alerts are new to the reader. */
export const unread = signedInProcedure.query(({ ctx }) => countUnread(ctx.domain, ctx.viewer));
