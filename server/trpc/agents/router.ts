import { router } from "../trpc.ts";
import { contexts } from "./contexts.ts";
import { requests } from "./requests.ts";
import { updateContext } from "./update-context.ts";

export const agentsRouter = router({ contexts, requests, updateContext });
