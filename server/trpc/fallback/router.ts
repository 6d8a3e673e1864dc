import { router } from "../trpc.ts";
import { state } from "./state.ts";
import { update } from "./update.ts";

export const fallbackRouter = router({ state, update });
