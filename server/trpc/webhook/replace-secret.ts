import { replaceSigningSecret } from "../../domain/webhooks/index.ts";
import { adminConfirmedProcedure } from "../procedures.ts";

/** Replaces the signing secret; the new one is in the answer, once. */
export const replaceSecret = adminConfirmedProcedure.mutation(({ ctx }) =>
  replaceSigningSecret(ctx.domain, { actorId: ctx.viewer.id }),
);
