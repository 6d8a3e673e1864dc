import { eventLatency } from "./event-latency.ts";
import { firstEvent } from "./first-event.ts";
import type { Bench } from "./measurement.ts";
import { memory } from "./memory.ts";
import { overhead } from "./overhead.ts";
import { start } from "./start.ts";

/** Every bench by its name, in the order in which they run. */
export const benches: ReadonlyMap<string, Bench> = new Map<string, Bench>([
  ["overhead", overhead],
  ["first-event", firstEvent],
  ["event-latency", eventLatency],
  ["start", start],
  ["memory", memory],
]);
