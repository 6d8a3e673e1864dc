import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { readdirSync, readFileSync } from "node:fs";

export interface StartedProcess {
  readonly child: ChildProcess;
  /** Everything that it has said so far. */
  readonly output: () => string;
  /** Resolves with the match as soon as the output has one; rejects when the process ends before. */
  readonly says: (pattern: RegExp) => Promise<RegExpExecArray>;
  /** Resolves with its exit code, or the signal that ended it. */
  readonly ended: () => Promise<number | string>;
}

/** Starts a program whose output is waited for. */
export function startProcess(
  command: string,
  args: readonly string[],
  options: { cwd: string; env: NodeJS.ProcessEnv },
): StartedProcess {
  const child = spawn(command, args, { ...options, stdio: ["ignore", "pipe", "pipe"] });
  let output = "";
  const waiting = new Set<() => void>();
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (text: string) => {
      output += text;
      for (const look of waiting) look();
    });
  }
  // "exit", not "close": children that outlive it hold its output open.
  const exit = once(child, "exit").then(([code, signal]: unknown[]) =>
    typeof code === "number" ? code : String(signal),
  );
  return {
    child,
    output: () => output,
    ended: () => exit,
    says: (pattern) =>
      new Promise((resolve, reject) => {
        const look = (): void => {
          const match = pattern.exec(output);
          if (!match) return;
          waiting.delete(look);
          resolve(match);
        };
        waiting.add(look);
        void exit.then((how) => reject(new Error(`It ended (${how}) without saying ${pattern}. It said:\n${output}`)));
        look();
      }),
  };
}

/**
 * The programs whose environment or command line has `mark`; Linux only.
 * @param inEnvironment only those whose environment has this too
 */
export function programsMarked(mark: string, inEnvironment = ""): { pid: number; commandLine: string }[] {
  const read = (file: string): string => {
    try {
      return readFileSync(file, "utf8").replaceAll("\0", " ");
    } catch {
      // It ended while we looked.
      return "";
    }
  };
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid)
    .map((name) => ({
      pid: Number(name),
      commandLine: read(`/proc/${name}/cmdline`),
      environment: read(`/proc/${name}/environ`),
    }))
    .filter(({ commandLine, environment }) => commandLine.includes(mark) || environment.includes(mark))
    .filter(({ environment }) => environment.includes(inEnvironment))
    .map(({ pid, commandLine }) => ({ pid, commandLine: commandLine.trim() }));
}
