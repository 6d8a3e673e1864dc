import { router } from "../trpc.ts";
import { acceptedPhases } from "./accepted-phases.ts";
import { budgets } from "./budgets.ts";
import { calls } from "./calls.ts";
import { detail } from "./detail.ts";
import { hours } from "./hours.ts";
import { latency } from "./latency.ts";
import { limits } from "./limits.ts";
import { name } from "./name.ts";
import { summary } from "./summary.ts";
import { switches } from "./switches.ts";
import { timeline } from "./timeline.ts";
import { windows } from "./windows.ts";

export const usageRouter = router({
  summary,
  switches,
  timeline,
  latency,
  hours,
  acceptedPhases,
  calls,
  detail,
  name,
  limits,
  windows,
  budgets,
});
