import { setupNeeded } from "../../domain/users/index.ts";
import { publicProcedure } from "../procedures.ts";

/** Whether the set-up page is still open. Public: there is nobody yet who could sign in. */
export const status = publicProcedure.query(async ({ ctx }) => ({ needed: await setupNeeded(ctx.domain) }));
