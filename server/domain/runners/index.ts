export {
  beatRunner,
  lastSignIn,
  registerRunner,
  releaseLeasesOf,
  retireRunner,
  runnerStatus,
  runnerTimeouts,
  unfinishedRunners,
  type RunnerFindings,
  type RunnerStatus,
} from "./runner-registry.ts";
export { lookAgain } from "./look.ts";
export { askForSandboxCheck, isSandboxOff, recordSandboxOff } from "./sandbox-state.ts";
