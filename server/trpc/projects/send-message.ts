import { SendMessageInput } from "../../contract/inputs.ts";
import { sendMessage as inDomain } from "../../domain/messages/index.ts";
import { projectSteerProcedure } from "../procedures.ts";

/** Says something to the agents of a project that is under way. */
export const sendMessage = projectSteerProcedure
  .input(SendMessageInput)
  .mutation(({ ctx, input }) => inDomain(ctx.domain, { ...input, actorId: ctx.viewer.id }));
