import { router } from "../trpc.ts";
import { checkSandbox } from "./check-sandbox.ts";
import { findings } from "./findings.ts";
import { health } from "./health.ts";
import { sandbox } from "./sandbox.ts";

export const systemRouter = router({ findings, health, sandbox, checkSandbox });
