import { fileProbes } from "./files.ts";
import { limitProbes } from "./limits.ts";
import { networkProbes } from "./network.ts";
import type { Probe } from "./probe.ts";
import { processProbes } from "./processes.ts";
import { repositoryProbes } from "./repositories.ts";
import { rightsProbes } from "./rights.ts";

/** Everything that the self-test tries. */
export const probes: readonly Probe[] = [
  ...fileProbes,
  ...processProbes,
  ...rightsProbes,
  ...networkProbes,
  ...limitProbes,
  ...repositoryProbes,
];
