export {
  beatRunner,
  registerRunner,
  releaseLeasesOf,
  retireRunner,
  runnerStatus,
  unfinishedRunners,
  type RunnerFindings,
  type RunnerStatus,
} from "./runner-registry.ts";
export { askForSandboxCheck, isSandboxOff, recordSandboxOff } from "./sandbox-state.ts";
