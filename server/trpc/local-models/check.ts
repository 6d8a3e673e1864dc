import { LocalModelInput } from "../../contract/local-models.ts";
import { askCheck } from "../../domain/local-models/index.ts";
import { adminProcedure } from "../procedures.ts";

/** Has a model's use of tools checked, again where it was. */
export const check = adminProcedure
  .input(LocalModelInput)
  .mutation(({ ctx, input }) => askCheck(ctx.domain, { ...input, actorId: ctx.viewer.id }));
