export {
  beatRunner,
  registerRunner,
  releaseLeasesOf,
  retireRunner,
  runnerStatus,
  unfinishedRunners,
  type RunnerFindings,
  type RunnerIdentity,
  type RunnerStatus,
} from "./runner-registry.ts";
