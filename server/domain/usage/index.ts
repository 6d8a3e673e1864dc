export { checkLedger, keepLedgerCheck, lastLedgerCheck } from "./check-ledger.ts";
export { unendedCallsCloser } from "./close-unended-calls.ts";
export { beginCall, endCall, noteBeginning, type ProviderCallParty } from "./provider-calls.ts";
export { reconcileAttempt } from "./reconcile-attempt.ts";
export { addUsage, noUsage, usageByProject, usageByRun } from "./usage-totals.ts";
