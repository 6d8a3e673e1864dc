export { beginCall, endCall, type ProviderCallParty } from "./provider-calls.ts";
export { recordUsage } from "./record-usage.ts";
export { addUsage, noUsage, usageByProject, usageByRun } from "./usage-totals.ts";
