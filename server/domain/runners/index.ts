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
