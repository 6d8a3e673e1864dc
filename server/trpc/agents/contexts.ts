import { readSettings } from "../../domain/settings/index.ts";
import { signedInProcedure } from "../procedures.ts";

/** The texts that an admin has put in place of the built-in contexts (contract/agent-contexts.ts). */
export const contexts = signedInProcedure.query(async ({ ctx }) => ({
  own: (await readSettings(ctx.domain))["agents.contexts"],
}));
