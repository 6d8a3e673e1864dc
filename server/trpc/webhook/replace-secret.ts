import { replaceSigningSecret } from "../../domain/webhooks/index.ts";
import { adminSessionProcedure } from "../procedures.ts";

/** Replaces the signing secret; the new one is in the answer, once. */
export const replaceSecret = adminSessionProcedure.mutation(({ ctx }) =>
  replaceSigningSecret(ctx.domain, { actorId: ctx.viewer.id }),
);
