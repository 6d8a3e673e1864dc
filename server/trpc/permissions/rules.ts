import { listPermissionRules } from "../../domain/permissions/index.ts";
import { signedInProcedure } from "../procedures.ts";

/** What is allowed without asking, in what the reader may see. */
export const rules = signedInProcedure.query(({ ctx }) => listPermissionRules(ctx.domain, { viewer: ctx.viewer }));
