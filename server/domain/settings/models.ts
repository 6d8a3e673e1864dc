import type { StandardModels } from "../../contract/models.ts";
import type { SettingValues } from "../../contract/settings.ts";

/** The models of the settings, as they are chosen from. */
export const modelsOf = (values: SettingValues): StandardModels => ({
  byRole: {
    PROJECT_MANAGER: values["models.projectManager"],
    DEVELOPER: values["models.developer"],
    QUALITY_ASSURANCE: values["models.qualityAssurance"],
  },
  byComplexity: values["models.byComplexity"],
});
