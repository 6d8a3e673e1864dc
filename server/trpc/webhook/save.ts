import { SaveWebhookInput } from "../../contract/webhooks.ts";
import { saveWebhook } from "../../domain/webhooks/index.ts";
import { adminProcedure } from "../procedures.ts";

/** Sets where messages go. A new signing secret is in the answer, once. */
export const save = adminProcedure
  .input(SaveWebhookInput)
  .mutation(({ ctx, input }) => saveWebhook(ctx.domain, { input, actorId: ctx.viewer.id }));
