import { ProjectInput } from "../../contract/inputs.ts";
import { duplicateProject } from "../../domain/projects/index.ts";
import { DomainError } from "../../platform/errors.ts";
import { projectViewProcedure } from "../procedures.ts";

/** Makes a draft of one's own of what was asked of a project that one may see. */
export const duplicate = projectViewProcedure.input(ProjectInput).mutation(async ({ ctx, input }) => {
  if (ctx.viewer.role === "VIEWER")
    throw new DomainError("forbidden", "You may look, but not change anything. Ask an admin for the role of a member.");
  return duplicateProject(ctx.domain, { projectId: input.projectId, actorId: ctx.viewer.id });
});
