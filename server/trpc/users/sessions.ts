import { UserInput } from "../../contract/people.ts";
import { listSessions } from "../../domain/users/index.ts";
import { adminSessionProcedure } from "../procedures.ts";

/** Where somebody is signed in. */
export const sessions = adminSessionProcedure
  .input(UserInput)
  .query(({ ctx, input }) => listSessions(ctx.domain, { userId: input.userId, currentSessionId: ctx.sessionId }));
