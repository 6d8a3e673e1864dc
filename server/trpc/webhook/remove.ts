import { removeWebhook } from "../../domain/webhooks/index.ts";
import { adminProcedure } from "../procedures.ts";

/** Removes the webhook; nothing is told to anybody any more. */
export const remove = adminProcedure.mutation(({ ctx }) => removeWebhook(ctx.domain, { actorId: ctx.viewer.id }));
