import { readInbox } from "../../domain/inbox/index.ts";
import { signedInProcedure } from "../procedures.ts";

/** All that waits for a person in what the reader may see. */
export const list = signedInProcedure.query(({ ctx }) => readInbox(ctx.domain, { viewer: ctx.viewer }));
