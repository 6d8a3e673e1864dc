import { execFile } from "node:child_process";
import { statfs } from "node:fs/promises";
import { setTimeout as pause } from "node:timers/promises";
import { bareEnvironment } from "../sandbox/environment.ts";
import type { ProviderError } from "../contract/errors.ts";
import { errorCode } from "../sandbox/opened-folder.ts";
import type { WorkspacePaths } from "../sandbox/workspace-files.ts";

/** When and how space is looked at. */
export interface SpaceRules {
  /** Below this much free space on the data folder's disk nothing is started, and what runs is ended. */
  readonly leastFreeBytes: number;
  readonly freeEveryMs: number;
  /** How often a workspace is measured; less often where that takes long: */
  readonly sizeEveryMs: number;
  /** The part of the time that measuring may take, 0 to 1. */
  readonly share: number;
  /** A measurement that takes longer is given up; the next one may find less to do. */
  readonly measureLimitMs: number;
}

/** Free space is asked for so often because it takes microseconds, and a fast disk fills half a gigabyte meanwhile. */
export const spaceRules: SpaceRules = {
  leastFreeBytes: 500_000_000,
  freeEveryMs: 500,
  sizeEveryMs: 3_000,
  share: 0.05,
  measureLimitMs: 60_000,
};

/** Bytes that a workspace takes of the disk; null where that could not be found out. */
export type MeasureWorkspace = (
  workspace: Pick<WorkspacePaths, "filesPath" | "homePath">,
  signal: AbortSignal,
) => Promise<{ readonly files: number; readonly home: number } | null>;

export interface WorkspaceGuardOptions {
  readonly workspace: Pick<WorkspacePaths, "filesPath" | "homePath">;
  /** SPIRAL_SANDBOX_WORKSPACE_MB, in mebibytes. */
  readonly limitMb: number;
  readonly dataDir: string;
  readonly rules?: Partial<SpaceRules>;
  readonly measure?: MeasureWorkspace;
}

/** Looks after the space that an attempt's processes take while they run. */
export interface WorkspaceGuard {
  /** Aborts when there is no more. */
  readonly signal: AbortSignal;
  /** Why it was aborted, for people; null: it was not. */
  readonly error: ProviderError | null;
  /** There are processes from now on. May be called again. */
  watch(): void;
  /** Resolves when nothing is measured any more. */
  stop(): Promise<void>;
}

const outOfSpace = (message: string): ProviderError => ({
  class: "out_of_space",
  message,
  httpStatus: null,
  retryAfterMs: null,
  resetsAt: null,
});

const inUnits = (bytes: number): string =>
  bytes < 1e9 ? `${Math.round(bytes / 1e6)} MB` : `${(bytes / 1e9).toFixed(1)} GB`;

/** How long to wait after a measurement that took so long. Pure. */
export const pauseAfter = (tookMs: number, { sizeEveryMs, share } = spaceRules): number =>
  Math.max(sizeEveryMs, (tookMs * (1 - share)) / share);

/** Why nothing may be started or go on; null: there is space, or nobody can say. */
export const noFreeSpace = async (
  dataDir: string,
  leastFreeBytes = spaceRules.leastFreeBytes,
): Promise<ProviderError | null> => {
  const found = await statfs(dataDir).catch(() => null);
  if (found === null) return null;
  const free = found.bavail * found.bsize;
  if (free >= leastFreeBytes) return null;
  return outOfSpace(
    `The disk of the data folder is full: ${inUnits(free)} are free, and agents work only with ${inUnits(leastFreeBytes)} or more.`,
  );
};

const kibibyte = 1_024;
const mebibyte = 1_024 * 1_024;

/**
 * What `du` says: a file of several names once, links not followed, other file systems not entered. A program of its
 * own, so that millions of files keep no other run waiting. Files that vanish meanwhile make it complain and still sum
 * up the others.
 */
export const measureByDu: MeasureWorkspace = ({ filesPath, homePath }, signal) =>
  new Promise((resolve) => {
    execFile("du", ["-skx", "--", filesPath, homePath], { signal, env: bareEnvironment }, (error, stdout) => {
      if (error !== null && errorCode(error) === "ENOENT") return resolve(null);
      const [files, home] = [...stdout.matchAll(/^(\d+)\s/gm)].map(([, blocks]) => Number(blocks) * kibibyte);
      // Killed: by us at the end, or because it took too long.
      resolve(files === undefined || home === undefined ? null : { files, home });
    });
  });

const tooLarge = async (
  { workspace, limitMb, measure = measureByDu }: WorkspaceGuardOptions,
  signal: AbortSignal,
): Promise<ProviderError | null> => {
  const size = await measure(workspace, signal);
  if (size === null || size.files + size.home <= limitMb * mebibyte) return null;
  const { files, home } = size;
  return outOfSpace(
    `The project's workspace has grown to ${inUnits(files + home)} (files ${inUnits(files)}, Claude Code's home ${inUnits(home)}), and ${inUnits(limitMb * mebibyte)} are allowed (SPIRAL_SANDBOX_WORKSPACE_MB=${limitMb}). The run was ended.`,
  );
};

/** Begins nothing by itself: see `watch`. */
export const createWorkspaceGuard = (options: WorkspaceGuardOptions): WorkspaceGuard => {
  const rules = { ...spaceRules, ...options.rules };
  const out = new AbortController();
  const stopped = new AbortController();
  let error: ProviderError | null = null;

  const look = async (why: () => Promise<ProviderError | null>, pauseMs: (tookMs: number) => number): Promise<void> => {
    while (!stopped.signal.aborted) {
      const began = performance.now();
      const found = await why();
      if (found !== null && !stopped.signal.aborted) {
        error ??= found;
        out.abort();
        stopped.abort();
        return;
      }
      await pause(pauseMs(performance.now() - began), undefined, { signal: stopped.signal }).catch(() => undefined);
    }
  };

  let watching: Promise<unknown> | null = null;
  const watch = (): Promise<unknown> =>
    Promise.all([
      look(
        () => noFreeSpace(options.dataDir, rules.leastFreeBytes),
        () => rules.freeEveryMs,
      ),
      look(
        () => tooLarge(options, AbortSignal.any([stopped.signal, AbortSignal.timeout(rules.measureLimitMs)])),
        (tookMs) => pauseAfter(tookMs, rules),
      ),
    ]);
  return {
    signal: out.signal,
    get error() {
      return error;
    },
    watch() {
      watching ??= watch();
    },
    async stop() {
      stopped.abort();
      await watching;
    },
  };
};
