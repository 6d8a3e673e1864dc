import { router } from "../trpc.ts";
import { stream } from "./stream.ts";

export const liveRouter = router({ stream });
