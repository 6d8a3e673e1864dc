import { setTimeout as pause } from "node:timers/promises";
import { listProcesses, type ListProcesses, type ProcessEntry } from "./process-table.ts";

/** The machine's processes, as a parameter. */
export interface ProcessControl {
  readonly list: ListProcesses;
  /** Sends SIGKILL; a process that is gone or foreign is no error. A negative id means a process group. */
  kill(pid: number): void;
  pause(milliseconds: number): Promise<unknown>;
  /** Monotonic milliseconds. */
  now(): number;
}

export const systemProcesses: ProcessControl = {
  list: listProcesses,
  kill(pid) {
    try {
      process.kill(pid, "SIGKILL");
    } catch {
      // ESRCH: it is gone, which is what was wanted. EPERM: not ours; the next listing still shows it as left.
    }
  },
  pause,
  now: () => performance.now(),
};

/** The selected processes and everything below them, without this process itself. */
export const withDescendants = (
  entries: readonly ProcessEntry[],
  selects: (entry: ProcessEntry) => boolean,
): readonly ProcessEntry[] => {
  const found = new Set(entries.filter(selects).map((entry) => entry.pid));
  // A child may be listed before its parent, so go round until nothing is added.
  for (let before = -1; before !== found.size;) {
    before = found.size;
    for (const entry of entries) if (found.has(entry.parentPid)) found.add(entry.pid);
  }
  found.delete(process.pid);
  return entries.filter((entry) => found.has(entry.pid));
};

/** How long processes may take to go after SIGKILL; what is left then sits in the kernel and cannot be helped. */
const endLimitMs = 2_000;

/**
 * Kills every selected process with its descendants, again and again until none is left: one that forked while
 * it was being killed has a child that the next listing shows. Resolves within 2 s with the number left (0).
 */
export const endProcesses = async (
  selects: (entry: ProcessEntry) => boolean,
  control: ProcessControl = systemProcesses,
): Promise<number> => {
  const deadline = control.now() + endLimitMs;
  for (;;) {
    const left = withDescendants(await control.list(), selects);
    if (left.length === 0 || control.now() >= deadline) return left.length;
    for (const entry of left) control.kill(entry.pid);
    await control.pause(10);
  }
};
