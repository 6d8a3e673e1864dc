import { testWebhook } from "../../domain/webhooks/index.ts";
import { adminProcedure } from "../procedures.ts";

/** Has a test message sent; the list of deliveries shows what came of it. */
export const test = adminProcedure.mutation(({ ctx }) => testWebhook(ctx.domain, { by: ctx.viewer.name }));
