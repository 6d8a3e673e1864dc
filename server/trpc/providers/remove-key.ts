import { removeKey as remove } from "../../domain/accounts/index.ts";
import { adminProcedure } from "../procedures.ts";

/** Removes the stored key and its address. */
export const removeKey = adminProcedure.mutation(async ({ ctx }) => {
  await remove(ctx.domain, { actorId: ctx.viewer.id });
});
