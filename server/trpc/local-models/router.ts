import { router } from "../trpc.ts";
import { check } from "./check.ts";
import { list } from "./list.ts";
import { pull } from "./pull.ts";
import { stopPull } from "./stop-pull.ts";
import { update } from "./update.ts";

export const localModelsRouter = router({ list, update, check, pull, stopPull });
