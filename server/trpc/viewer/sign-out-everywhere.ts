import { signOutEverywhere as signOut } from "../../domain/users/index.ts";
import { sessionProcedure } from "../procedures.ts";

/** Ends all of one's own sessions, this one too. */
export const signOutEverywhere = sessionProcedure.mutation(async ({ ctx }) => {
  await signOut(ctx.domain, { userId: ctx.viewer.id });
});
