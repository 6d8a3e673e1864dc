import { spawn } from "node:child_process";
import { inPackage, root } from "./root.ts";

/** The tool ended with an error; `output` is everything that it said. */
export class ToolError extends Error {
  override readonly name = "ToolError";
}

/**
 * Runs one of the packages' own scripts to its end with this Node and keeps what it says for the case that it fails.
 * It gets a process group of its own, which ends as a whole when `signal` says so and also when this process is killed
 * (end-with-parent.ts): a half-finished build must not go on beside the next one.
 * @param script relative to node_modules
 * @throws ToolError with its output
 */
export async function runTool(
  script: string,
  args: readonly string[],
  options: { env?: Record<string, string>; signal: AbortSignal },
): Promise<void> {
  options.signal.throwIfAborted();
  const preload = new URL("./end-with-parent.ts", import.meta.url).href;
  const child = spawn(process.execPath, ["--import", preload, inPackage(script), ...args], {
    cwd: root,
    detached: true,
    stdio: ["ignore", "pipe", "pipe", "ipc"],
    env: { ...process.env, ...options.env, SPIRAL_END_WITH_PARENT: "1" },
  });
  let output = "";
  for (const stream of [child.stdout, child.stderr])
    stream?.setEncoding("utf8").on("data", (text: string) => (output += text));
  const { pid } = child;
  const end = (): void => {
    if (pid !== undefined) process.kill(-pid, "SIGKILL");
  };
  options.signal.addEventListener("abort", end);
  try {
    const code = await new Promise<number | null>((resolve, reject) =>
      child.once("error", reject).once("close", resolve),
    );
    options.signal.throwIfAborted();
    if (code !== 0)
      throw new ToolError(
        `${script} ${args.join(" ")} failed (exit code ${code ?? "none"}). It said:\n${output.trim()}`,
      );
  } finally {
    options.signal.removeEventListener("abort", end);
  }
}
