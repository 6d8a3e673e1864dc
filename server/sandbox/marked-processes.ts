import { markerVariables, RunnerMarker } from "./process-marker.ts";
import type { ProcessEntry } from "./process-table.ts";
import { endProcesses, withDescendants, type ProcessControl } from "./process-tree.ts";
import type { Sandboxes } from "./sandbox.ts";

/** A runner's processes, found by their markers; the same for every kind of sandbox. */
export const markedProcesses = (
  runnerMarker: string,
  control: ProcessControl,
): Pick<Sandboxes, "endProcessTree" | "listMarked"> & { isBusy(attemptMarker: string): Promise<boolean> } => {
  RunnerMarker.parse(runnerMarker);
  const isOurs = (entry: ProcessEntry): boolean => entry.markers[markerVariables.runner] === runnerMarker;
  const isOf = (attemptMarker: string) => (entry: ProcessEntry) =>
    isOurs(entry) && entry.markers[markerVariables.attempt] === attemptMarker;
  return {
    endProcessTree: (attemptMarker) => endProcesses(isOf(attemptMarker), control),
    listMarked: async () => withDescendants(await control.list(), isOurs),
    isBusy: async (attemptMarker) => (await control.list()).some(isOf(attemptMarker)),
  };
};
