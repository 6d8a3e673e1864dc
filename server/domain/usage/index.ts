export { recordUsage } from "./record-usage.ts";
export { addUsage, noUsage, usageByProject, usageByRun } from "./usage-totals.ts";
