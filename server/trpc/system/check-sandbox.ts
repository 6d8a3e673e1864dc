import { askForSandboxCheck } from "../../domain/runners/index.ts";
import { adminProcedure } from "../procedures.ts";

/** Has all runners try their sandboxes anew. Nothing is waited for: the report comes with a later `system.sandbox`. */
export const checkSandbox = adminProcedure.mutation(({ ctx }) => askForSandboxCheck(ctx.domain, ctx.viewer.id));
