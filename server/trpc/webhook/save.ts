import { SaveWebhookInput } from "../../contract/webhooks.ts";
import { saveWebhook } from "../../domain/webhooks/index.ts";
import { adminSessionProcedure } from "../procedures.ts";

/** Sets where messages go. A new signing secret is in the answer, once. */
export const save = adminSessionProcedure
  .input(SaveWebhookInput)
  .mutation(({ ctx, input }) => saveWebhook(ctx.domain, { input, actorId: ctx.viewer.id }));
