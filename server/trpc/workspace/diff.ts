import { DiffInput } from "../../contract/inputs.ts";
import { workspaceDiff } from "../../domain/workspaces/index.ts";
import { projectViewProcedure } from "../procedures.ts";

/** What has changed, in one phase or in all. */
export const diff = projectViewProcedure.input(DiffInput).query(({ ctx, input }) => workspaceDiff(ctx.domain, input));
