import { markAlertsRead } from "../../domain/alerts/index.ts";
import { signedInProcedure } from "../procedures.ts";

/** The reader has seen the alerts that there are. */
export const markRead = signedInProcedure.mutation(({ ctx }) => markAlertsRead(ctx.domain, ctx.viewer.id));
