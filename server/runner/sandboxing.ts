import type { Logger } from "pino";
import { tallyProbes, type SandboxReport } from "../contract/sandbox-report.ts";
import type { Env } from "../platform/env.ts";
import type { Sandboxes } from "../sandbox/sandbox.ts";
import { createUnwalledSandboxes } from "../sandbox/unwalled.ts";
import { createWalledSandboxes } from "../sandbox/walls/walled.ts";
import { findWalls, type Walls } from "../sandbox/walls/walls.ts";

/** Which sandboxes a runner has, and for whom. */
export interface Sandboxing {
  /** Null: there are none on this machine; `missing` says why. */
  readonly walls: Walls | null;
  readonly missing: { readonly detail: string; readonly fix: string } | null;
  /** The owner of this installation runs agents without walls (SPIRAL_UNSAFE_NO_SANDBOX). */
  readonly unsafe: boolean;
  /** For the product's own looking around, never for an agent on a machine with walls. */
  readonly unwalled: Sandboxes;
  /**
   * Where a project's processes are started now. What a built-in sample runs is known; anything else waits until the
   * walls have been tried.
   */
  forProject(project: { readonly scenario: string | null }): Promise<ProjectSandboxes>;
  /** Of the last self-test that ended; null before. */
  readonly report: SandboxReport | null;
  /** Resolves when the first self-test has ended; at once where there is nothing to test. Never rejects. */
  readonly proven: Promise<void>;
  /** Takes a self-test's findings: walls that do not hold are none, until a later one finds that they do. */
  judge(report: SandboxReport): void;
  /** For a self-test that could not be carried out: nobody knows whether the walls hold. */
  condemn(why: { readonly detail: string; readonly fix: string }): void;
}

export type ProjectSandboxes =
  | { readonly sandboxes: Sandboxes; readonly walled: boolean }
  /** No agent may be started for this project here. */
  | { readonly sandboxes: null; readonly detail: string; readonly fix: string };

export interface SandboxingOptions {
  readonly env: Env;
  readonly log: Logger;
  readonly runnerMarker: string;
  readonly hostEnvironment: Readonly<Record<string, string | undefined>>;
  /** Absolute; a folder of this runner's own. */
  readonly runtimePath: string;
}

const mebibyte = 1024 * 1024;
const namedProbes = 5;

/** What is wrong with walls of which this was found; null: they hold. */
const faultOf = ({ probes }: SandboxReport): Sandboxing["missing"] => {
  const { reached, applicable } = tallyProbes(probes);
  if (reached.length === 0) return null;
  const names = reached.slice(0, namedProbes).map(({ name }) => name);
  const more = reached.length > names.length ? ` and ${reached.length - names.length} more` : "";
  return {
    detail: `The sandbox does not hold: ${reached.length} of ${applicable} probes were not refused (${names.join(", ")}${more}).`,
    fix: "The health page says what each of them got to; docs/sandbox.md says what to do about it.",
  };
};

/** Finds out what this machine can wall its agents in with. */
export const createSandboxing = async (options: SandboxingOptions): Promise<Sandboxing> => {
  const { env, log, runnerMarker, hostEnvironment, runtimePath } = options;
  const nodePath = process.execPath;
  const unwalled = createUnwalledSandboxes({ runnerMarker, hostEnvironment, nodePath });
  const found = await findWalls({
    hostEnvironment,
    runtimePath,
    dataDir: env.SPIRAL_DATA_DIR,
    nodePath,
    uidBase: env.SPIRAL_SANDBOX_UID_BASE,
    asRoot: process.getuid?.() === 0,
    limits: {
      processes: env.SPIRAL_SANDBOX_PROCESSES,
      fileBytes: env.SPIRAL_SANDBOX_FILE_MB * mebibyte,
      openFiles: 16_384,
      temporaryBytes: env.SPIRAL_SANDBOX_TMP_MB * mebibyte,
      memoryBytes: env.SPIRAL_SANDBOX_MEMORY_MB * mebibyte,
      cpuPercent: env.SPIRAL_SANDBOX_CPU_PERCENT,
    },
  });
  const unsafe = env.SPIRAL_UNSAFE_NO_SANDBOX;
  const proven = Promise.withResolvers<void>();
  if (unsafe || found.walls === null) proven.resolve();
  let report: SandboxReport | null = null;
  let missing = found.walls === null ? { detail: found.detail, fix: found.fix } : null;
  const walled = found.walls === null ? null : createWalledSandboxes({ runnerMarker, walls: found.walls });
  if (unsafe) log.warn("SPIRAL_UNSAFE_NO_SANDBOX is set: agents run without walls, as the user that started Spiral");

  return {
    walls: found.walls,
    get missing() {
      return missing;
    },
    unsafe,
    unwalled,
    get report() {
      return report;
    },
    proven: proven.promise,
    judge(newest) {
      report = newest;
      missing = faultOf(newest);
      proven.resolve();
    },
    condemn(why) {
      missing = why;
      proven.resolve();
    },
    async forProject({ scenario }) {
      if (scenario === null) await proven.promise;
      if (unsafe) return { sandboxes: unwalled, walled: false };
      if (walled !== null && missing === null) return { sandboxes: walled, walled: true };
      // What a built-in sample runs is known: its scripted model's own commands.
      if (scenario !== null) return { sandboxes: unwalled, walled: false };
      const { detail, fix } = missing ?? { detail: "There is no sandbox.", fix: "Start Spiral again." };
      return { sandboxes: null, detail, fix };
    },
  };
};
