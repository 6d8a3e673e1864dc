import { router } from "../trpc.ts";
import { create } from "./create.ts";
import { list } from "./list.ts";
import { remove } from "./remove.ts";
import { update } from "./update.ts";

export const templatesRouter = router({ list, create, update, remove });
