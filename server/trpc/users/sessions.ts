import { UserInput } from "../../contract/people.ts";
import { listSessions } from "../../domain/users/index.ts";
import { adminProcedure } from "../procedures.ts";

/** Where somebody is signed in. */
export const sessions = adminProcedure
  .input(UserInput)
  .query(({ ctx, input }) => listSessions(ctx.domain, { userId: input.userId, currentSessionId: ctx.sessionId }));
