import { fallbackView } from "../../domain/fallback/index.ts";
import { signedInProcedure } from "../procedures.ts";

/** What happens when Claude cannot be asked, and whether it can. */
export const state = signedInProcedure.query(({ ctx }) => fallbackView(ctx.domain));
