import { removeWebhook } from "../../domain/webhooks/index.ts";
import { adminSessionProcedure } from "../procedures.ts";

/** Removes the webhook; nothing is told to anybody any more. */
export const remove = adminSessionProcedure.mutation(({ ctx }) =>
  removeWebhook(ctx.domain, { actorId: ctx.viewer.id }),
);
