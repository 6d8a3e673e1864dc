import { router } from "../trpc.ts";
import { decided } from "./decided.ts";
import { list } from "./list.ts";
import { similar } from "./similar.ts";

export const inboxRouter = router({ list, decided, similar });
