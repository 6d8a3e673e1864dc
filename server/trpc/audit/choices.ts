import { auditChoices } from "../../domain/audit/index.ts";
import { adminProcedure } from "../procedures.ts";

/** The people and projects that occur in the audit log. */
export const choices = adminProcedure.query(({ ctx }) => auditChoices(ctx.domain));
