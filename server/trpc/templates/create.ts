import { CreateTemplateInput } from "../../contract/templates.ts";
import { createTemplate } from "../../domain/templates/index.ts";
import { memberProcedure } from "../procedures.ts";

/** Keeps a brief with gaps for everybody. */
export const create = memberProcedure
  .input(CreateTemplateInput)
  .mutation(({ ctx, input }) => createTemplate(ctx.domain, { template: input, ownerId: ctx.viewer.id }));
