import { withdrawPrivateAddress as withdraw } from "../../domain/accounts/index.ts";
import { adminSessionProcedure } from "../procedures.ts";

/** Withdraws the permission that the typed address leads into a private network. It is given with a key only. */
export const withdrawPrivateAddress = adminSessionProcedure.mutation(async ({ ctx }) => {
  await withdraw(ctx.domain, { actorId: ctx.viewer.id });
});
