import { readSandbox } from "../../domain/health/index.ts";
import { signedInProcedure } from "../procedures.ts";

/** What the newest runner says of its sandbox: whether it holds, and what every probe came to. */
export const sandbox = signedInProcedure.query(({ ctx }) => readSandbox(ctx.domain));
