import { router } from "../trpc.ts";
import { answer } from "./answer.ts";

export const asksRouter = router({ answer });
