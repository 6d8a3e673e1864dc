import { spawn } from "node:child_process";
import { inPackage, root } from "../supervisor/root.ts";

export interface CommandOutcome {
  readonly ok: boolean;
  readonly output: string;
  readonly seconds: number;
}

/** Runs a command in the project's root; its output is shown as it comes, or kept for later. */
export const runCommand = async (
  command: string,
  args: readonly string[],
  { show, env = {} }: { readonly show: boolean; readonly env?: Readonly<Record<string, string>> },
): Promise<CommandOutcome> => {
  const began = performance.now();
  const child = spawn(command, args, {
    cwd: root,
    stdio: ["ignore", show ? "inherit" : "pipe", show ? "inherit" : "pipe"],
    env: { ...process.env, ...env },
  });
  let output = "";
  for (const stream of [child.stdout, child.stderr])
    stream?.setEncoding("utf8").on("data", (text: string) => (output += text));
  const code = await new Promise<number | null>((resolve) => {
    child.once("error", (error) => {
      output += error.message;
      resolve(null);
    });
    child.once("close", resolve);
  });
  return { ok: code === 0, output, seconds: (performance.now() - began) / 1_000 };
};

/** A package's own script, run with this Node. */
export const packageScript = (script: string, ...args: string[]): [string, string[]] => [
  process.execPath,
  [inPackage(script), ...args],
];
