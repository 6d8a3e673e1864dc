import { LocalModelInput } from "../../contract/local-models.ts";
import { askPull } from "../../domain/local-models/index.ts";
import { adminProcedure } from "../procedures.ts";

/** Has a server fetch a model. */
export const pull = adminProcedure
  .input(LocalModelInput)
  .mutation(({ ctx, input }) => askPull(ctx.domain, { ...input, actorId: ctx.viewer.id }));
