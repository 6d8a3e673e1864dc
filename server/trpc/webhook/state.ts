import { readWebhook } from "../../domain/webhooks/index.ts";
import { adminProcedure } from "../procedures.ts";

/** Where messages go, and what became of the newest. */
export const state = adminProcedure.query(({ ctx }) => readWebhook(ctx.domain));
