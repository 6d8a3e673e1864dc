import type { Logger } from "pino";
import { tallyProbes } from "../contract/sandbox-report.ts";
import type { Clock } from "../platform/clock.ts";
import { runProbes } from "../sandbox/probes/run-probes.ts";
import type { Sandboxing } from "./sandboxing.ts";

export interface SelfTestOptions {
  readonly sandboxing: Sandboxing;
  readonly log: Logger;
  readonly clock: Clock;
  readonly runnerMarker: string;
  readonly hostEnvironment: Readonly<Record<string, string | undefined>>;
  /** Absolute; where the workspaces are. */
  readonly dataDir: string;
  /** Absolute; null when there is none. */
  readonly claudeCodePath: string | null;
  /** After each, whatever came of it. */
  readonly onEnded: () => void;
  /** When it is aborted, whoever still waits for the first result is told that there is none. */
  readonly signal: AbortSignal;
}

export interface SelfTest {
  /** Has it done again; one that is under way counts. */
  again(): void;
  /** Resolves when the signal has ended it and nothing of it is left. */
  readonly ended: Promise<void>;
}

/** How often it is done by itself: a system is updated now and then; what failed may have been a passing trouble. */
const againAfterMs = { held: 24 * 3_600_000, failed: 5 * 60_000 } as const;

/** Tries the sandbox now and then, beside the runner's work, and says what came of it to `sandboxing`. */
export const startSelfTest = (options: SelfTestOptions): SelfTest => {
  const { sandboxing, signal } = options;
  const { walls, unsafe } = sandboxing;
  if (walls === null || unsafe) return { again: () => undefined, ended: Promise.resolve() };
  let wake = (): void => undefined;

  const pause = (milliseconds: number): Promise<void> =>
    new Promise((resolve) => {
      const timer = setTimeout(() => wake(), milliseconds);
      wake = () => {
        clearTimeout(timer);
        signal.removeEventListener("abort", wake);
        wake = () => undefined;
        resolve();
      };
      signal.addEventListener("abort", wake, { once: true });
    });
  const live = async (): Promise<void> => {
    while (!signal.aborted) {
      await once(options, walls);
      if (signal.aborted) return;
      await pause(sandboxing.missing === null ? againAfterMs.held : againAfterMs.failed);
    }
  };
  return { again: () => wake(), ended: live() };
};

const ending = { detail: "This runner is ending.", fix: "Start Spiral again." };

const once = async (
  { sandboxing, log, clock, signal, onEnded, ...rest }: SelfTestOptions,
  walls: NonNullable<Sandboxing["walls"]>,
): Promise<void> => {
  try {
    const report = await runProbes({
      ...rest,
      walls,
      nodePath: process.execPath,
      now: () => clock.now(),
      signal,
    });
    if (signal.aborted) return sandboxing.condemn(ending);
    sandboxing.judge(report);
    onEnded();
    const { refused, applicable, reached } = tallyProbes(report.probes);
    const figures = { refused, applicable, durationMs: report.durationMs };
    if (reached.length === 0) log.info(figures, "The sandbox refused every probe");
    else log.error({ ...figures, reached }, "The sandbox does not hold; agents do not start");
  } catch (error) {
    if (signal.aborted) return sandboxing.condemn(ending);
    log.error({ err: error }, "The sandbox's self-test could not be carried out; agents do not start");
    sandboxing.condemn({
      detail: `The sandbox's self-test could not be carried out: ${error instanceof Error ? error.message : String(error)}.`,
      fix: "`npm run sandbox:check` tries it again in a terminal; it is tried again by itself every five minutes.",
    });
    onEnded();
  }
};
