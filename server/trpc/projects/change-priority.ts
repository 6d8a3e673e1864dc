import { ChangePriorityInput } from "../../contract/inputs.ts";
import { changePriority as inDomain } from "../../domain/projects/index.ts";
import { projectSteerProcedure } from "../procedures.ts";

/** Changes a project's place in the queue; says what it was. */
export const changePriority = projectSteerProcedure
  .input(ChangePriorityInput)
  .mutation(({ ctx, input }) => inDomain(ctx.domain, { ...input, actorId: ctx.viewer.id }));
