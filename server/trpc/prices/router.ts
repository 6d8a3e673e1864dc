import { router } from "../trpc.ts";
import { add } from "./add.ts";
import { list } from "./list.ts";

export const pricesRouter = router({ list, add });
