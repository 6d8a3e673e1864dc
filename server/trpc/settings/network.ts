import { readSettings } from "../../domain/settings/index.ts";
import { signedInProcedure } from "../procedures.ts";

/** Which hosts projects may reach that have no list of their own. */
export const network = signedInProcedure.query(async ({ ctx }) => ({
  hosts: (await readSettings(ctx.domain))["sandbox.egressHosts"],
}));
