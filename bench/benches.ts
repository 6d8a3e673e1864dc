import { answer } from "./answer.ts";
import { answerRace } from "./answer-race.ts";
import { eventLatency } from "./event-latency.ts";
import { firstEvent } from "./first-event.ts";
import { gateway } from "./gateway.ts";
import { limitSwitch } from "./limit-switch.ts";
import type { Bench } from "./measurement.ts";
import { memory } from "./memory.ts";
import { overhead } from "./overhead.ts";
import { sandboxStart } from "./sandbox-start.ts";
import { soakLimits } from "./soak-limits.ts";
import { start } from "./start.ts";
import { usageQuery } from "./usage-query.ts";

/** Every bench by its name, in the order in which they run. */
export const benches: ReadonlyMap<string, Bench> = new Map<string, Bench>([
  ["overhead", overhead],
  ["first-event", firstEvent],
  ["sandbox-start", sandboxStart],
  ["event-latency", eventLatency],
  ["gateway", gateway],
  ["switch", limitSwitch],
  ["soak-limits", soakLimits],
  ["usage-query", usageQuery],
  ["answer", answer],
  ["answer-race", answerRace],
  ["start", start],
  ["memory", memory],
]);
