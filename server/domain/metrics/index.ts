export { toResourceMetrics } from "./genai.ts";
export { readMetrics } from "./read-metrics.ts";
