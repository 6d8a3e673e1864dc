import { router } from "../trpc.ts";
import { state } from "./state.ts";
import { test } from "./test.ts";
import { update } from "./update.ts";

export const providersRouter = router({ state, update, test });
