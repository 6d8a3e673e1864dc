import { TRPCError } from "@trpc/server";
import { z } from "zod";
import { UpdateModelsInput } from "../../contract/settings.ts";
import { unknownModels } from "../../domain/accounts/index.ts";
import { readSettings, writeSettings } from "../../domain/settings/index.ts";
import { adminProcedure } from "../procedures.ts";
import { fetchTo } from "../providers/fetch-to.ts";

const keys = {
  projectManager: "models.projectManager",
  developer: "models.developer",
  qualityAssurance: "models.qualityAssurance",
} as const;

/**
 * Chooses the model of each role; runs that begin from now on use it. A name that is new here and that the provider
 * says it does not have is refused at its field; where the provider says nothing, a run will.
 */
export const updateModels = adminProcedure.input(UpdateModelsInput).mutation(async ({ ctx, input }) => {
  const saved = await readSettings(ctx.domain);
  const roles = z.enum(["projectManager", "developer", "qualityAssurance"]).options;
  const changed = roles.filter((role) => input[role] !== saved[keys[role]]);
  const unknown = await unknownModels(ctx.domain, { models: changed.map((role) => input[role]), fetchTo });
  const issues = changed.flatMap((role) => {
    const message = unknown.get(input[role]);
    return message === undefined ? [] : [{ code: "custom" as const, path: [role], message, input: input[role] }];
  });
  if (issues.length > 0) throw new TRPCError({ code: "BAD_REQUEST", cause: new z.ZodError(issues) });
  await writeSettings(ctx.domain, {
    values: {
      "models.projectManager": input.projectManager,
      "models.developer": input.developer,
      "models.qualityAssurance": input.qualityAssurance,
    },
    actorId: ctx.viewer.id,
  });
});
