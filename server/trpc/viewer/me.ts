import { publicProcedure } from "../procedures.ts";

/** Who is signed in; null when nobody is. Public, so that a page can ask before it knows. */
export const me = publicProcedure.query(({ ctx }) => ctx.viewer);
