import { z } from "zod";
import { confirmPassword as confirm } from "../../domain/users/index.ts";
import { sessionProcedure } from "../procedures.ts";

const ConfirmPasswordInput = z.strictObject({ password: z.string().max(200) });

/** Enters one's password again in this session, for what demands it (`confirmedProcedure`). */
export const confirmPassword = sessionProcedure.input(ConfirmPasswordInput).mutation(async ({ ctx, input }) => {
  const { viewer, sessionId, address } = ctx;
  await confirm(ctx.domain, { userId: viewer.id, sessionId, address, ...input });
});
