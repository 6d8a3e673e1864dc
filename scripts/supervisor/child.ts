import { type ChildProcess, spawn } from "node:child_process";
import { setImmediate, setTimeout as delay } from "node:timers/promises";
import { z } from "zod";
import { root } from "./root.ts";
import { say } from "./say.ts";

/** What web and runner say over their channel: that they work, and where (web). */
const readyMessage = z.object({ type: z.literal("ready"), address: z.string().nullable() });

export interface ChildOptions {
  /** For people: "The dashboard ended …". */
  readonly name: string;
  /** Below scripts/, with its flags for Node and its arguments. */
  readonly script: string;
  readonly nodeFlags: readonly string[];
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  /** How long it may take to end in order. */
  readonly patienceMs: number;
}

export interface KeptChild {
  /** Resolves with its address when it works for the first time; rejects when its first process ends before. */
  readonly ready: Promise<string | null>;
  /** Ends its process; the next one starts at once. For when what it was told at its start has changed. */
  readonly restart: () => void;
  readonly stop: () => Promise<void>;
}

const maxPauseMs = 30_000;
const firstPauseMs = 500;
/** Whoever lived as long as this has recovered: the next pause is short again. */
const stableMs = 60_000;

const signalGroup = (pid: number, signal: NodeJS.Signals): void => {
  try {
    process.kill(-pid, signal);
  } catch (error) {
    // No process of the group is left, which is what we want.
    if (!(error instanceof Error && "code" in error && error.code === "ESRCH")) throw error;
  }
};

const endedWith = (code: number | null, signal: string | null): string =>
  signal ? `by ${signal}` : `with exit code ${code ?? "none"}`;

/** Starts a child and starts it again, after growing pauses, whenever it ends by itself. */
export function keepRunning(options: ChildOptions): KeptChild {
  const stopping = new AbortController();
  const ready = Promise.withResolvers<string | null>();
  // Whoever does not wait for it (the runner) is told by the lines below.
  ready.promise.catch(() => undefined);
  let current: ChildProcess | undefined;
  let wantsRestart = false;

  /** Asks the current process to end, and ends it when it takes too long. */
  const endCurrent = (): void => {
    const child = current;
    if (child?.pid === undefined) return;
    const { pid } = child;
    child.kill("SIGTERM");
    const impatience = setTimeout(() => signalGroup(pid, "SIGKILL"), options.patienceMs);
    child.once("exit", () => clearTimeout(impatience));
  };

  /** One process from its start to its end; resolves with how it ended. */
  const runOnce = async (): Promise<string> => {
    const child = spawn(process.execPath, [...options.nodeFlags, `scripts/${options.script}`, ...options.args], {
      cwd: root,
      env: { ...process.env, ...options.env },
      // A group of its own: a Ctrl-C in the terminal is for us, who end the children in order. The channel's end tells
      // the child that we were killed.
      detached: true,
      stdio: ["ignore", "inherit", "inherit", "ipc"],
    });
    current = child;
    child.on("message", (message) => {
      const parsed = readyMessage.safeParse(message);
      if (parsed.success) ready.resolve(parsed.data.address);
    });
    const { promise: ended, resolve } = Promise.withResolvers<string>();
    child.once("error", (error) => resolve(`because ${error.message}`));
    child.once("exit", (code, signal) => resolve(endedWith(code, signal)));
    const how = await ended;
    current = undefined;
    // What it started and did not end in its own group.
    if (child.pid !== undefined) signalGroup(child.pid, "SIGKILL");
    return how;
  };

  const run = async (): Promise<void> => {
    let pauseMs = firstPauseMs;
    while (!stopping.signal.aborted) {
      const began = performance.now();
      const how = await runOnce();
      ready.reject(new Error(`${options.name} ended ${how}; its own words are above.`));
      // Whoever waited for it may give up and call stop().
      await setImmediate();
      if (stopping.signal.aborted) return;
      if (performance.now() - began > stableMs || wantsRestart) pauseMs = firstPauseMs;
      if (!wantsRestart) {
        say(`${options.name} ended ${how}; it is started again in ${pauseMs / 1000} s.`);
        // Aborted by stop(): the loop's condition ends it.
        await delay(pauseMs, undefined, { signal: stopping.signal }).catch(() => undefined);
        pauseMs = Math.min(pauseMs * 2, maxPauseMs);
      }
      wantsRestart = false;
    }
  };
  const ran = run();

  return {
    ready: ready.promise,
    restart: () => {
      wantsRestart = true;
      endCurrent();
    },
    stop: async () => {
      stopping.abort();
      endCurrent();
      await ran;
    },
  };
}
