import { spawn, type ChildProcessByStdio } from "node:child_process";
import { Readable, Writable } from "node:stream";
import { exactEnvironment } from "./environment.ts";
import { AttemptMarker, markerVariables, newProcessMarker, RunnerMarker } from "./process-marker.ts";
import type { ProcessEntry } from "./process-table.ts";
import { endProcesses, systemProcesses, withDescendants, type ProcessControl } from "./process-tree.ts";

/**
 * The one door through which the product starts anything in an agent-written directory. Whoever implements it
 * decides how much of the machine the process sees; callers only say what to run, where, and with which environment.
 */
export interface SandboxedProcessOptions {
  readonly command: string;
  readonly args: readonly string[];
  /** Absolute. */
  readonly cwd: string;
  /** The whole environment of the process; nothing of the server's own is added but what the sandbox needs itself. */
  readonly env: Readonly<Record<string, string>>;
  /** Marks every process of this attempt (see process-marker.ts), so that none can outlive its runner unseen. */
  readonly marker: string;
}

export interface ProcessExit {
  readonly status: number | null;
  readonly signal: NodeJS.Signals | null;
  /** The system's code when it could not be started at all (ENOENT, EACCES, E2BIG …). */
  readonly startError: string | null;
}

export interface SandboxedProcess {
  readonly stdin: Writable;
  readonly stdout: Readable;
  readonly stderr: Readable;
  /** Never rejects. */
  readonly exited: Promise<ProcessExit>;
  /** Kills it and everything it has started. Resolves within 2 s with the number of processes left (0). */
  end(): Promise<number>;
}

export interface Sandbox {
  /** Never throws: a process that cannot be started says so in `exited`. */
  start(options: SandboxedProcessOptions): SandboxedProcess;
  /** Kills every process of an attempt, whichever call started it. Resolves within 2 s with the number left (0). */
  endProcessTree(attemptMarker: string): Promise<number>;
  /** Everything that this runner has started and that still runs, by process id. */
  listMarked(): Promise<readonly ProcessEntry[]>;
}

type PipedChild = ChildProcessByStdio<Writable, Readable, Readable>;

const failedStart = (code: string): SandboxedProcess => ({
  stdin: new Writable({ write: (_chunk, _encoding, done) => done() }),
  stdout: Readable.from([]),
  stderr: Readable.from([]),
  exited: Promise.resolve({ status: null, signal: null, startError: code }),
  end: () => Promise.resolve(0),
});

const codeOf = (error: unknown): string =>
  error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : "UNKNOWN";

const exitOf = (child: PipedChild): Promise<ProcessExit> =>
  new Promise((resolve) => {
    child.once("exit", (status, signal) => resolve({ status, signal, startError: null }));
    child.once("error", (error) => {
      // "error" is also emitted for a failed kill; only a child without an id was never started.
      if (child.pid === undefined) resolve({ status: null, signal: null, startError: codeOf(error) });
    });
  });

/**
 * A sandbox without walls: own process group, exactly the given environment and the markers. Bubblewrap goes in
 * here, in front of `command`, and the gateway's socket beside it.
 */
export const createSandbox = (runnerMarker: string, control: ProcessControl = systemProcesses): Sandbox => {
  RunnerMarker.parse(runnerMarker);
  const isOurs = (entry: ProcessEntry): boolean => entry.markers[markerVariables.runner] === runnerMarker;

  return {
    start({ command, args, cwd, env, marker }) {
      const processMarker = newProcessMarker();
      const markers = {
        [markerVariables.runner]: runnerMarker,
        [markerVariables.attempt]: AttemptMarker.parse(marker),
        [markerVariables.process]: processMarker,
      };
      let child: PipedChild;
      try {
        child = spawn(command, [...args], {
          cwd,
          env: exactEnvironment({ ...env, ...markers }),
          stdio: ["pipe", "pipe", "pipe"],
          // A group of its own: a signal to the runner's terminal does not reach it, and the group can be killed.
          detached: true,
        });
      } catch (error) {
        return failedStart(codeOf(error));
      }
      // Writing to a process that has ended is no error of ours; its exit says what happened.
      child.stdin.on("error", () => undefined);
      const exited = exitOf(child);
      let hasExited = false;
      void exited.then(() => (hasExited = true));
      return {
        stdin: child.stdin,
        stdout: child.stdout,
        stderr: child.stderr,
        exited,
        end() {
          // The group goes at once, before the listing; not after the exit, when its id may be somebody else's.
          if (child.pid !== undefined && !hasExited) control.kill(-child.pid);
          return endProcesses((entry) => entry.markers[markerVariables.process] === processMarker, control);
        },
      };
    },
    endProcessTree: (attemptMarker) =>
      endProcesses((entry) => isOurs(entry) && entry.markers[markerVariables.attempt] === attemptMarker, control),
    listMarked: async () => withDescendants(await control.list(), isOurs),
  };
};
