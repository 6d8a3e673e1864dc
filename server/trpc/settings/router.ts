import { router } from "../trpc.ts";
import { models } from "./models.ts";
import { updateModels } from "./update-models.ts";

export const settingsRouter = router({ models, updateModels });
