import { readSettings } from "../../domain/settings/index.ts";
import { signedInProcedure } from "../procedures.ts";

/** What findings in a brief mean for submitting it. */
export const screening = signedInProcedure.query(async ({ ctx }) => ({
  mode: (await readSettings(ctx.domain))["screening.mode"],
}));
