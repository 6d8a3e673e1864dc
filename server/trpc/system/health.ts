import { readHealth } from "../../domain/health/index.ts";
import { signedInProcedure } from "../procedures.ts";

/** The state of every component, as GET /api/health says it. */
export const health = signedInProcedure.query(({ ctx }) => readHealth(ctx.domain, { dataDir: ctx.dataDir }));
