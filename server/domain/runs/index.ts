export { claimRun, type Lease } from "./claim-run.ts";
export { startRun, takeOpenRun, wakeOpenRun } from "./open-run.ts";
export { reactTo } from "./reactions.ts";
export { runOutput, userInstruction } from "./read-runs.ts";
export { renewLeases } from "./renew-leases.ts";
export { RunInput } from "./run-input.ts";
export type { AttemptReport, AttemptResult, RunOutput } from "./run-result.ts";
export { closeAbandonedAttempts, requeueStrandedRuns } from "./sweep-runs.ts";
export { runTiming } from "./run-timing.ts";
