import { router } from "../trpc.ts";
import { list } from "./list.ts";
import { markRead } from "./mark-read.ts";
import { rules } from "./rules.ts";
import { unread } from "./unread.ts";
import { updateRules } from "./update-rules.ts";

export const alertsRouter = router({ list, unread, markRead, rules, updateRules });
