import { z } from "zod";
import { passwordRule } from "../../contract/inputs.ts";
import { changePassword as change } from "../../domain/users/index.ts";
import { sessionProcedure } from "../procedures.ts";

const ChangePasswordInput = z.strictObject({ currentPassword: z.string().max(200), newPassword: passwordRule });

/** Replaces one's own password; every session ends, this one too. */
export const changePassword = sessionProcedure.input(ChangePasswordInput).mutation(async ({ ctx, input }) => {
  await change(ctx.domain, { userId: ctx.viewer.id, address: ctx.address, ...input });
});
