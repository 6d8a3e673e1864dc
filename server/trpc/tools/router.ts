import { router } from "../trpc.ts";
import { requests } from "./requests.ts";

export const toolsRouter = router({ requests });
