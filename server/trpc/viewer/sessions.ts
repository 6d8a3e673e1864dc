import { listSessions } from "../../domain/users/index.ts";
import { sessionProcedure } from "../procedures.ts";

/** Where one is signed in. */
export const sessions = sessionProcedure.query(({ ctx }) =>
  listSessions(ctx.domain, { userId: ctx.viewer.id, currentSessionId: ctx.sessionId }),
);
