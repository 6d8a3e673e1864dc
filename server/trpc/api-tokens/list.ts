import { listApiTokens } from "../../domain/users/index.ts";
import { sessionProcedure } from "../procedures.ts";

/** One's own tokens, without what they are. */
export const list = sessionProcedure.query(({ ctx }) => listApiTokens(ctx.domain, { userId: ctx.viewer.id }));
