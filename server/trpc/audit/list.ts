import { AuditInput } from "../../contract/audit.ts";
import { readAudit } from "../../domain/audit/index.ts";
import { adminProcedure } from "../procedures.ts";

/** The audit log, newest first, a page at a time. */
export const list = adminProcedure.input(AuditInput).query(({ ctx, input }) => readAudit(ctx.domain, input));
