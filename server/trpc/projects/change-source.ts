import { ChangeSourceInput } from "../../contract/inputs.ts";
import { changeSource as change } from "../../domain/imports/index.ts";
import { retryProject } from "../../domain/projects/index.ts";
import { projectSteerProcedure } from "../procedures.ts";

/** Chooses something else to start from; a project that waits because of it tries again at once. */
export const changeSource = projectSteerProcedure.input(ChangeSourceInput).mutation(async ({ ctx, input }) => {
  const { projectId, source } = input;
  const { waits } = await change(ctx.domain, { projectId, source, actorId: ctx.viewer.id });
  if (waits) await retryProject(ctx.domain, { projectId, actorId: ctx.viewer.id });
});
