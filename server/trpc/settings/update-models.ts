import { TRPCError } from "@trpc/server";
import { z } from "zod";
import type { ModelsByComplexity } from "../../contract/models.ts";
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

const namesIn = (models: ModelsByComplexity): string[] => Object.values(models).flatMap((own) => Object.values(own));

/**
 * Chooses the model of each role, and of each complexity; runs that begin from now on use it. A name that is new here
 * and that the provider says it does not have is refused at its field; where the provider says nothing, a run will.
 */
export const updateModels = adminProcedure.input(UpdateModelsInput).mutation(async ({ ctx, input }) => {
  const saved = await readSettings(ctx.domain);
  const roles = z.enum(["projectManager", "developer", "qualityAssurance"]).options;
  const known = new Set([...roles.map((role) => saved[keys[role]]), ...namesIn(saved["models.byComplexity"])]);
  const typed = [
    ...roles.map((role) => ({ field: role, model: input[role] })),
    ...namesIn(input.byComplexity).map((model) => ({ field: "byComplexity", model })),
  ].filter(({ model }) => !known.has(model));
  const unknown = await unknownModels(ctx.domain, { models: typed.map(({ model }) => model), fetchTo });
  const issues = typed.flatMap(({ field, model }) => {
    const message = unknown.get(model);
    return message === undefined ? [] : [{ code: "custom" as const, path: [field], message, input: model }];
  });
  // ZodError itself is no Error, and tRPC keeps only such as a cause.
  if (issues.length > 0) throw new TRPCError({ code: "BAD_REQUEST", cause: new z.ZodRealError(issues) });
  await writeSettings(ctx.domain, {
    values: {
      "models.projectManager": input.projectManager,
      "models.developer": input.developer,
      "models.qualityAssurance": input.qualityAssurance,
      "models.byComplexity": input.byComplexity,
    },
    actorId: ctx.viewer.id,
  });
});
