import { removeKey as remove } from "../../domain/accounts/index.ts";
import { adminConfirmedProcedure } from "../procedures.ts";

/** Removes the stored key and its address. */
export const removeKey = adminConfirmedProcedure.mutation(async ({ ctx }) => {
  await remove(ctx.domain, { actorId: ctx.viewer.id });
});
