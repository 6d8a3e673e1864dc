import { UpdateModelsInput } from "../../contract/settings.ts";
import { writeSettings } from "../../domain/settings/index.ts";
import { adminProcedure } from "../procedures.ts";

/** Chooses the model of each role; runs that begin from now on use it. */
export const updateModels = adminProcedure.input(UpdateModelsInput).mutation(async ({ ctx, input }) => {
  await writeSettings(ctx.domain, {
    values: {
      "models.projectManager": input.projectManager,
      "models.developer": input.developer,
      "models.qualityAssurance": input.qualityAssurance,
    },
    actorId: ctx.viewer.id,
  });
});
