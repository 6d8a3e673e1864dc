import { AnswerAskInput } from "../../contract/inputs.ts";
import { askProject } from "../../domain/asks/index.ts";
import { answerAsk } from "../../domain/progress/index.ts";
import { DomainError } from "../../platform/errors.ts";
import { assertProjectAccess, signedInProcedure } from "../procedures.ts";

/** Answers an ask of a project that one steers, by the hash of what was shown. Exactly one answer takes effect. */
export const answer = signedInProcedure.input(AnswerAskInput).mutation(async ({ ctx, input }) => {
  const projectId = await askProject(ctx.domain, { askId: input.askId });
  if (projectId === null) throw new DomainError("not_found", "This project does not exist, or you may not see it.");
  await assertProjectAccess(ctx, { projectId, need: "steer" });
  await answerAsk(ctx.domain, { ...input, actorId: ctx.viewer.id });
});
