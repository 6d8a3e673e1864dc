import { signOutEverywhere as signOut } from "../../domain/users/index.ts";
import { signedInProcedure } from "../procedures.ts";

/** Ends all of one's own sessions, this one too. */
export const signOutEverywhere = signedInProcedure.mutation(async ({ ctx }) => {
  await signOut(ctx.domain, { userId: ctx.viewer.id });
});
