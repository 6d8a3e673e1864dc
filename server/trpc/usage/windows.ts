import { readLimits } from "../../domain/rate-limits/index.ts";
import { signedInProcedure } from "../procedures.ts";

/** What providers last said of their limits, for the foot of the sidebar. */
export const windows = signedInProcedure.query(({ ctx }) => readLimits(ctx.domain));
