import { spawn } from "node:child_process";
import { once } from "node:events";
import { z } from "zod";
import { root } from "./root.ts";

const answer = z.object({ path: z.string().nullable() });

/**
 * The path of a new one-time setup link while there is no user; null afterwards. The database must be up to date.
 * @throws Error when it cannot be found out
 */
export async function setupPathIfNeeded(signal: AbortSignal): Promise<string | null> {
  const child = spawn(process.execPath, ["scripts/supervisor/setup-link-process.ts"], {
    cwd: root,
    stdio: ["ignore", "inherit", "inherit", "ipc"],
    signal,
  });
  let message: unknown;
  child.once("message", (received) => (message = received));
  await once(child, "close");
  const parsed = answer.safeParse(message);
  if (!parsed.success)
    throw new Error(`The setup link could not be made (exit code ${child.exitCode ?? "none"}); the reason is above.`);
  return parsed.data.path;
}
