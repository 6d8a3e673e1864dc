import { router } from "../trpc.ts";
import { findings } from "./findings.ts";
import { health } from "./health.ts";

export const systemRouter = router({ findings, health });
