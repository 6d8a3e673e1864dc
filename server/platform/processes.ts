import { execFile } from "node:child_process";
import { readFile, readlink } from "node:fs/promises";
import { promisify } from "node:util";

const run = promisify(execFile);

/**
 * Whether a process with this id still runs. A zombie does not: in a container without an init nobody may ever
 * collect it, and signal 0 would find it for good.
 */
export async function isAlive(pid: number): Promise<boolean> {
  try {
    process.kill(pid, 0);
  } catch (error) {
    // EPERM: it exists and belongs to somebody else.
    if (!(error instanceof Error && "code" in error && error.code === "EPERM")) return false;
  }
  if (process.platform !== "linux") return true;
  const stat = await readFile(`/proc/${pid}/stat`, "utf8").catch(() => null);
  // The state follows the command's closing parenthesis; the command itself may contain anything.
  return stat !== null && !/\) [ZX] [^)]*$/.test(stat);
}

/** The file name of a process's program; null when it is gone or may not be seen. */
export async function programOf(pid: number): Promise<string | null> {
  if (process.platform === "win32") return null;
  if (process.platform === "linux") {
    const program = await readlink(`/proc/${pid}/exe`).catch(() =>
      readFile(`/proc/${pid}/comm`, "utf8").catch(() => null),
    );
    return (
      program
        ?.trim()
        .replace(/ \(deleted\)$/, "")
        .split("/")
        .at(-1) ?? null
    );
  }
  const found = await run("ps", ["-o", "comm=", "-p", String(pid)]).catch(() => null);
  return found?.stdout.trim().split("/").at(-1) ?? null;
}

/**
 * When a process began, as an opaque text: with it a process id that was given away again is not taken for the
 * old process. Null when it is gone or the system does not say.
 */
export async function startMarkOf(pid: number): Promise<string | null> {
  if (process.platform === "win32") return null;
  if (process.platform === "linux") {
    const stat = await readFile(`/proc/${pid}/stat`, "utf8").catch(() => null);
    const bootId = await readFile("/proc/sys/kernel/random/boot_id", "utf8").catch(() => "");
    // Field 22 (clock ticks since boot) is the 20th after the command, which ends at the last parenthesis.
    const ticks = stat?.slice(stat.lastIndexOf(")") + 2).split(" ")[19];
    return ticks === undefined ? null : `${bootId.trim()}/${ticks}`;
  }
  const found = await run("ps", ["-o", "lstart=", "-p", String(pid)]).catch(() => null);
  return found?.stdout.trim() || null;
}
