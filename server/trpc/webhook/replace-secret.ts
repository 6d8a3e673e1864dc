import { replaceSigningSecret } from "../../domain/webhooks/index.ts";
import { adminProcedure } from "../procedures.ts";

/** Replaces the signing secret; the new one is in the answer, once. */
export const replaceSecret = adminProcedure.mutation(({ ctx }) =>
  replaceSigningSecret(ctx.domain, { actorId: ctx.viewer.id }),
);
