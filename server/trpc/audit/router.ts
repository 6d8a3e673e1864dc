import { router } from "../trpc.ts";
import { check } from "./check.ts";
import { choices } from "./choices.ts";
import { list } from "./list.ts";

export const auditRouter = router({ list, choices, check });
