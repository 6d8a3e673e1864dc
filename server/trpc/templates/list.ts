import { listTemplates } from "../../domain/templates/index.ts";
import { signedInProcedure } from "../procedures.ts";

/** All templates, built-in ones included. */
export const list = signedInProcedure.query(({ ctx }) => listTemplates(ctx.domain, ctx.viewer));
