import { EndSessionInput } from "../../contract/people.ts";
import { endSessionsOf } from "../../domain/users/index.ts";
import { adminSessionProcedure } from "../procedures.ts";

/** Ends one of somebody's sessions, or all of them. */
export const endSession = adminSessionProcedure
  .input(EndSessionInput)
  .mutation(({ ctx, input }) => endSessionsOf(ctx.domain, { ...input, actorId: ctx.viewer.id }));
