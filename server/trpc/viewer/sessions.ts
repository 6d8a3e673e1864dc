import { listSessions } from "../../domain/users/index.ts";
import { signedInProcedure } from "../procedures.ts";

/** Where one is signed in. */
export const sessions = signedInProcedure.query(({ ctx }) =>
  listSessions(ctx.domain, { userId: ctx.viewer.id, currentSessionId: ctx.sessionId }),
);
