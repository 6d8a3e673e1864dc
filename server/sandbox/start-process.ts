import { spawn, type ChildProcess } from "node:child_process";
import { Readable, Writable } from "node:stream";
import { exactEnvironment } from "./environment.ts";
import { emptiedDescriptors } from "./inherited-descriptors.ts";
import { AttemptMarker, markerVariables, newProcessMarker } from "./process-marker.ts";
import { endProcesses, type ProcessControl } from "./process-tree.ts";
import type { ProcessExit, SandboxedProcess } from "./sandbox.ts";

export interface StartOptions {
  readonly command: string;
  readonly args: readonly string[];
  /** Absolute, on the host. */
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  readonly runnerMarker: string;
  readonly attemptMarker: string;
  readonly control: ProcessControl;
}

const failedStart = (code: string): SandboxedProcess => ({
  stdin: new Writable({ write: (_chunk, _encoding, done) => done() }),
  stdout: Readable.from([]),
  stderr: Readable.from([]),
  exited: Promise.resolve({ status: null, signal: null, startError: code }),
  end: () => Promise.resolve(0),
});

const codeOf = (error: unknown): string =>
  error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : "UNKNOWN";

const exitOf = (child: ChildProcess): Promise<ProcessExit> =>
  new Promise((resolve) => {
    child.once("exit", (status, signal) => resolve({ status, signal, startError: null }));
    child.once("error", (error) => {
      // "error" is also emitted for a failed kill; only a child without an id was never started.
      if (child.pid === undefined) resolve({ status: null, signal: null, startError: codeOf(error) });
    });
  });

/** Starts a process of the host in a group of its own, marked so that it and all it starts are found again. */
export const startProcess = (options: StartOptions): SandboxedProcess => {
  const { command, args, cwd, env, control } = options;
  const processMarker = newProcessMarker();
  const markers = {
    [markerVariables.runner]: options.runnerMarker,
    [markerVariables.attempt]: AttemptMarker.parse(options.attemptMarker),
    [markerVariables.process]: processMarker,
  };
  let child: ChildProcess;
  try {
    child = spawn(command, [...args], {
      cwd,
      // Through exec, never as an argument: arguments are readable by everybody on the machine.
      env: exactEnvironment({ ...env, ...markers }),
      stdio: ["pipe", "pipe", "pipe", ...emptiedDescriptors()],
      // A group of its own: a signal to the runner's terminal does not reach it, and the group can be killed.
      detached: true,
    });
  } catch (error) {
    return failedStart(codeOf(error));
  }
  const exited = exitOf(child);
  const { stdin, stdout, stderr } = child;
  // No pipe could be made: this process has too many files open.
  if (!stdin || !stdout || !stderr) return { ...failedStart("EMFILE"), exited };
  // Writing to a process that has ended is no error of ours; its exit says what happened.
  stdin.on("error", () => undefined);
  let hasExited = false;
  void exited.then(() => (hasExited = true));
  return {
    stdin,
    stdout,
    stderr,
    exited,
    end() {
      // The group goes at once, before the listing; not after the exit, when its id may be somebody else's.
      if (child.pid !== undefined && !hasExited) control.kill(-child.pid);
      return endProcesses((entry) => entry.markers[markerVariables.process] === processMarker, control);
    },
  };
};
