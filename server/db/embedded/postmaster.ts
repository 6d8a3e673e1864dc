import { readFileSync, renameSync, statSync, chownSync, writeFileSync } from "node:fs";
import path from "node:path";
import { isAlive, programOf } from "../../platform/processes.ts";

/** What a running PostgreSQL writes about itself into its data folder; the rest of the file is not needed here. */
export interface Postmaster {
  readonly pid: number;
  readonly port: number;
  /** "starting", "ready", "stopping", "standby"; empty in the first instants. */
  readonly status: string;
}

const pidFile = (cluster: string): string => path.join(cluster, "postmaster.pid");

/** Larger than any process id a system gives out, so it never belongs to anybody. */
const impossiblePid = 2_147_483_647;

/** Null when no lock file is there or it is not completely written yet. */
export function readPostmaster(cluster: string): Postmaster | null {
  let text: string;
  try {
    text = readFileSync(pidFile(cluster), "utf8");
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return null;
    throw error;
  }
  const lines = text.split("\n").map((line) => line.trim());
  const pid = Math.abs(Number(lines[0]));
  const port = Number(lines[3]);
  return pid && port ? { pid, port, status: lines[7] ?? "" } : null;
}

/** The running postmaster of this cluster; null when its lock file is absent or was left by one that is gone. */
export async function findRunningPostmaster(cluster: string): Promise<Postmaster | null> {
  const found = readPostmaster(cluster);
  if (!found || !(await isAlive(found.pid))) return null;
  const program = await programOf(found.pid);
  return program === null || program.startsWith("postgres") ? found : null;
}

/**
 * After a crash the lock file stays, and its process id may by now be somebody else's (always so in containers,
 * where ids begin anew): PostgreSQL would refuse to start for as long as that process lives. Deleting the file would
 * also delete the shared-memory key by which PostgreSQL notices orphaned backends of the old server; so only the
 * process id is replaced, by one that nobody has.
 */
export async function disownStaleLock(cluster: string): Promise<void> {
  const found = readPostmaster(cluster);
  if (!found || (await findRunningPostmaster(cluster)) || !(await isAlive(found.pid))) return;
  const file = pidFile(cluster);
  const { uid, gid, mode } = statSync(file);
  const draft = `${file}.draft`;
  writeFileSync(draft, readFileSync(file, "utf8").replace(/^.*\n/, `${impossiblePid}\n`), { mode });
  if (process.getuid?.() === 0) chownSync(draft, uid, gid);
  renameSync(draft, file);
}
