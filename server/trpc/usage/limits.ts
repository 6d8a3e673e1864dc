import { readLimitShares } from "../../domain/usage-report/index.ts";
import { signedInProcedure } from "../procedures.ts";

/** What providers last said of their limits, and which projects used how much of them. */
export const limits = signedInProcedure.query(({ ctx }) => readLimitShares(ctx.domain, { viewer: ctx.viewer }));
