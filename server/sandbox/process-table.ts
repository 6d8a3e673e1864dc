import { execFile } from "node:child_process";
import { closeSync, openSync, readdirSync, readSync } from "node:fs";
import { setImmediate } from "node:timers/promises";
import { promisify } from "node:util";

export interface ProcessEntry {
  readonly pid: number;
  readonly parentPid: number;
  /** Its SPIRAL_ variables as they were when it was started; empty for foreign and for ended processes. */
  readonly markers: Readonly<Record<string, string>>;
}

/** Lists every process that this user may look at. */
export type ListProcesses = () => Promise<readonly ProcessEntry[]>;

const markerPattern = /(?:^|[\0 ])(SPIRAL_[A-Z]+)=([A-Za-z0-9_:-]*)/g;

const markersIn = (environment: string): Record<string, string> =>
  Object.fromEntries(
    [...environment.matchAll(markerPattern)].map(([, name = "", value = ""]) => [name, value] as const),
  );

/** Larger than any environment that Linux lets a process start with by default (a quarter of an 8 MB stack is the most). */
const largestFile = 2 * 1024 * 1024;
/** One for all: a buffer per file would cost more than the reading. Nobody else reads in between, all is synchronous. */
let buffer: Buffer | null = null;

/** A process that ends while it is looked at, or belongs to somebody else, reads as empty. */
const readOrEmpty = (file: string): string => {
  buffer ??= Buffer.allocUnsafeSlow(largestFile);
  try {
    const descriptor = openSync(file, "r");
    try {
      let length = 0;
      for (let read = -1; read !== 0 && length < largestFile; length += read) {
        read = readSync(descriptor, buffer, length, largestFile - length, null);
      }
      return buffer.toString("latin1", 0, length);
    } finally {
      closeSync(descriptor);
    }
  } catch {
    return "";
  }
};

/** So many processes at a time (about 2 ms), then whoever else waits for the event loop has a turn. */
const batchSize = 50;

/** Synchronous reads: /proc never waits for a disk, and through the thread pool the same took three times as long. */
const listFromProc: ListProcesses = async () => {
  const pids = readdirSync("/proc").filter((name) => /^\d+$/.test(name));
  const found: ProcessEntry[] = [];
  for (const [index, pid] of pids.entries()) {
    if (index % batchSize === batchSize - 1) await setImmediate();
    const stat = readOrEmpty(`/proc/${pid}/stat`);
    // State and parent follow the command's closing parenthesis; the command itself may contain anything.
    const [state = "", parentPid] = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    // A zombie has nothing left to end; its parent collects it.
    const ended = state === "" || state === "Z" || state === "X";
    const markers = ended ? {} : markersIn(readOrEmpty(`/proc/${pid}/environ`));
    found.push({ pid: Number(pid), parentPid: Number(parentPid ?? 0), markers });
  }
  return found;
};

const run = promisify(execFile);

/** BSD's and macOS's ps print the environment behind the command; read, not tried on such a machine. */
const listFromPs: ListProcesses = async () => {
  const { stdout } = await run("ps", ["-A", "-E", "-ww", "-o", "pid=,ppid=,command="], { maxBuffer: 64 * 1024 * 1024 });
  return stdout.split("\n").flatMap((line) => {
    const [, pid, parentPid, rest] = /^\s*(\d+)\s+(\d+)\s(.*)$/.exec(line) ?? [];
    return pid === undefined
      ? []
      : [{ pid: Number(pid), parentPid: Number(parentPid), markers: markersIn(rest ?? "") }];
  });
};

export const listProcesses: ListProcesses = process.platform === "linux" ? listFromProc : listFromPs;
