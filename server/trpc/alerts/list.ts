import { listAlerts } from "../../domain/alerts/index.ts";
import { signedInProcedure } from "../procedures.ts";

/** The alerts that the reader may see. */
export const list = signedInProcedure.query(({ ctx }) => listAlerts(ctx.domain, ctx.viewer));
