import { createHash, randomBytes } from "node:crypto";
import path from "node:path";
import { z } from "zod";
import { isAlive, startMarkOf } from "../platform/processes.ts";

/**
 * Everything that is started for an attempt carries these variables, and so does whatever it starts in turn: an
 * environment is inherited through fork, exec and setsid. They are how a process is found again wherever it
 * daemonised to. (A process that clears its environment is found as a descendant only; the sandbox's PID namespace
 * closes that gap.)
 */
export const markerVariables = {
  /** Which runner process started it, see RunnerMarker. */
  runner: "SPIRAL_RUNNER",
  /** For which attempt: its id (`att_…`). What the runner does for itself has a word instead: `probe-…`, `detection`. */
  attempt: "SPIRAL_ATTEMPT",
  /** In which call through the sandbox's door. */
  process: "SPIRAL_PROCESS",
} as const;

/** Attempt markers are put into environments and searched for: nothing that a shell or a pattern could read otherwise. */
export const AttemptMarker = z.string().regex(/^[A-Za-z0-9_-]{1,64}$/);

/** `<installation>:<process id>:<start>`: one process of one installation, also after its process id was given away. */
export const RunnerMarker = z.string().regex(/^[0-9a-f]{16}:[0-9]{1,10}:[0-9a-f]{12}$/);

const digest = (text: string, length: number): string =>
  createHash("sha256").update(text).digest("hex").slice(0, length);

/** The same for every process that works on this data directory. */
export const installationMarker = (dataDir: string): string => digest(path.resolve(dataDir), 16);

/** @throws when no such process runs: its start is part of the marker. */
export const runnerMarkerOf = async (dataDir: string, pid: number): Promise<string> => {
  const start = await startMarkOf(pid);
  if (start === null) throw new Error(`Process ${pid} does not run, so no marker can be made for it.`);
  return `${installationMarker(dataDir)}:${pid}:${digest(start, 12)}`;
};

/** Whether the very process that a runner marker was made for still runs; a zombie, which nobody collected, does not. */
export const isRunnerAlive = async (marker: string): Promise<boolean> => {
  const [, pid = "", start] = marker.split(":");
  const [alive, mark] = await Promise.all([isAlive(Number(pid)), startMarkOf(Number(pid))]);
  return alive && mark !== null && digest(mark, 12) === start;
};

export const newProcessMarker = (): string => randomBytes(8).toString("hex");
