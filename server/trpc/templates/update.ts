import { UpdateTemplateInput } from "../../contract/templates.ts";
import { updateTemplate } from "../../domain/templates/index.ts";
import { memberProcedure } from "../procedures.ts";

/** Changes a template; only who wrote it, or an admin. */
export const update = memberProcedure
  .input(UpdateTemplateInput)
  .mutation(({ ctx, input: { templateId, ...template } }) =>
    updateTemplate(ctx.domain, { templateId, template, viewer: ctx.viewer }),
  );
