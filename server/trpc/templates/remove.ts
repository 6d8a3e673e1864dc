import { TemplateInput } from "../../contract/templates.ts";
import { removeTemplate } from "../../domain/templates/index.ts";
import { memberProcedure } from "../procedures.ts";

/** Removes a template; only who wrote it, or an admin. */
export const remove = memberProcedure
  .input(TemplateInput)
  .mutation(({ ctx, input }) => removeTemplate(ctx.domain, { ...input, viewer: ctx.viewer }));
