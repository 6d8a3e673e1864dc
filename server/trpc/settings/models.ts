import { modelsOf, readSettings } from "../../domain/settings/index.ts";
import { signedInProcedure } from "../procedures.ts";

/** Which model each role uses, and what projects of a complexity use instead. */
export const models = signedInProcedure.query(async ({ ctx }) => modelsOf(await readSettings(ctx.domain)));
