import { router } from "../trpc.ts";
import { list } from "./list.ts";
import { rules } from "./rules.ts";
import { set } from "./set.ts";
import { setForProject } from "./set-for-project.ts";
import { updateRules } from "./update-rules.ts";

export const budgetsRouter = router({ list, rules, updateRules, set, setForProject });
