import { CreateProjectInput } from "../../contract/inputs.ts";
import { createProject } from "../../domain/projects/index.ts";
import { memberProcedure } from "../procedures.ts";

/** Keeps a brief and submits it where somebody can carry it out; `submitted` says which. */
export const create = memberProcedure
  .input(CreateProjectInput)
  .mutation(({ ctx, input }) => createProject(ctx.domain, { ownerId: ctx.viewer.id, input }));
