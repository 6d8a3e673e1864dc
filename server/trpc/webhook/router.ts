import { router } from "../trpc.ts";
import { remove } from "./remove.ts";
import { replaceSecret } from "./replace-secret.ts";
import { save } from "./save.ts";
import { state } from "./state.ts";
import { test } from "./test.ts";

export const webhookRouter = router({ state, save, replaceSecret, test, remove });
