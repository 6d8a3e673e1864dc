import { lastAuditCheck } from "../../domain/audit/index.ts";
import { adminProcedure } from "../procedures.ts";

/** What the runner's last check of the chain found; null before the first. */
export const check = adminProcedure.query(({ ctx }) => lastAuditCheck(ctx.domain));
