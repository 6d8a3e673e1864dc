import { removeKey as remove } from "../../domain/accounts/index.ts";
import { adminSessionProcedure } from "../procedures.ts";

/** Removes the stored key and its address. */
export const removeKey = adminSessionProcedure.mutation(async ({ ctx }) => {
  await remove(ctx.domain, { actorId: ctx.viewer.id });
});
