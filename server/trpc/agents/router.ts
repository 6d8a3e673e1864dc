import { router } from "../trpc.ts";
import { contexts } from "./contexts.ts";
import { updateContext } from "./update-context.ts";

export const agentsRouter = router({ contexts, updateContext });
