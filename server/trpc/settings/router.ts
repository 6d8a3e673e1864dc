import { router } from "../trpc.ts";
import { imports } from "./imports.ts";
import { limits } from "./limits.ts";
import { models } from "./models.ts";
import { network } from "./network.ts";
import { screening } from "./screening.ts";
import { updateImports } from "./update-imports.ts";
import { updateLimits } from "./update-limits.ts";
import { updateModels } from "./update-models.ts";
import { updateNetwork } from "./update-network.ts";
import { updateRetention } from "./update-retention.ts";
import { updateScreening } from "./update-screening.ts";

export const settingsRouter = router({
  models,
  updateModels,
  limits,
  updateLimits,
  network,
  updateNetwork,
  updateRetention,
  screening,
  updateScreening,
  imports,
  updateImports,
});
