import { ToolVersionInput } from "../../contract/tools.ts";
import { toolSource } from "../../domain/tools/index.ts";
import { signedInProcedure } from "../procedures.ts";

/** A version's files, beside those of the version in use before it. */
export const source = signedInProcedure
  .input(ToolVersionInput)
  .query(({ ctx, input }) => toolSource(ctx.domain, { viewer: ctx.viewer, versionId: input.versionId }));
