import { SetPasswordInput } from "../../contract/people.ts";
import { setPasswordByLink } from "../../domain/users/index.ts";
import { publicProcedure } from "../procedures.ts";

/** Sets a new password by a one-time link. The answer says whose it was, so that they can be signed in. */
export const setPassword = publicProcedure
  .input(SetPasswordInput)
  .mutation(({ ctx, input }) => setPasswordByLink(ctx.domain, { input, address: ctx.address }));
