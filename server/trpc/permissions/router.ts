import { router } from "../trpc.ts";
import { remove } from "./remove.ts";
import { rules } from "./rules.ts";

export const permissionsRouter = router({ rules, remove });
