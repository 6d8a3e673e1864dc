import { isSandboxOff } from "../../domain/runners/index.ts";
import { setupNeeded } from "../../domain/users/index.ts";
import { publicProcedure } from "../procedures.ts";

/**
 * Whether the set-up page is still open, and whether agents run without a sandbox, of which every page warns. Public:
 * there is nobody yet who could sign in.
 */
export const status = publicProcedure.query(async ({ ctx }) => {
  const [needed, sandboxOff] = await Promise.all([setupNeeded(ctx.domain), isSandboxOff(ctx.domain)]);
  return { needed, sandboxOff };
});
