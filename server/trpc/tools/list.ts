import { toolViews } from "../../domain/tools/index.ts";
import { signedInProcedure } from "../procedures.ts";

/** The registry, as far as the reader may see it. */
export const list = signedInProcedure.query(({ ctx }) => toolViews(ctx.domain, { viewer: ctx.viewer }));
