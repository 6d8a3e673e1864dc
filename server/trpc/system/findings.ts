import { readFindings } from "../../domain/health/index.ts";
import { signedInProcedure } from "../procedures.ts";

/** What is on this installation's machines, each with the fix where it is missing. */
export const findings = signedInProcedure.query(({ ctx }) => readFindings(ctx.domain, { dataDir: ctx.dataDir }));
