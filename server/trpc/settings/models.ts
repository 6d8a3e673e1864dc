import { readSettings } from "../../domain/settings/index.ts";
import { signedInProcedure } from "../procedures.ts";

/** Which model each role uses. */
export const models = signedInProcedure.query(async ({ ctx }) => {
  const settings = await readSettings(ctx.domain);
  return {
    projectManager: settings["models.projectManager"],
    developer: settings["models.developer"],
    qualityAssurance: settings["models.qualityAssurance"],
  };
});
