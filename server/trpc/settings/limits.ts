import { runnerTimeouts } from "../../domain/runners/index.ts";
import { limitsOf, readSettings } from "../../domain/settings/index.ts";
import { env } from "../../platform/env.ts";
import { signedInProcedure } from "../procedures.ts";

/** Limits and time-outs: what is set, and what holds where nothing is. */
export const limits = signedInProcedure.query(async ({ ctx: { domain } }) =>
  limitsOf(await readSettings(domain), env(), await runnerTimeouts(domain)),
);
