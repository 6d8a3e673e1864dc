import { UpdateContextInput } from "../../contract/agent-contexts.ts";
import { updateContext as update } from "../../domain/contexts/index.ts";
import { adminProcedure } from "../procedures.ts";

/** Replaces one context's text, or restores the built-in one; runs that begin from now on read it. */
export const updateContext = adminProcedure
  .input(UpdateContextInput)
  .mutation(({ ctx, input }) => update(ctx.domain, { ...input, actorId: ctx.viewer.id }));
