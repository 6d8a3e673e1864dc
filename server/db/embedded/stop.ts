import { setTimeout as delay } from "node:timers/promises";
import { isAlive } from "../../platform/processes.ts";

/** PostgreSQL's own words: "fast" ends sessions and writes a checkpoint, "immediate" leaves the rest to recovery. */
const steps = [
  { signal: "SIGINT", patienceMs: 10_000 },
  { signal: "SIGQUIT", patienceMs: 5_000 },
  { signal: "SIGKILL", patienceMs: 5_000 },
] as const;

const pollMs = 10;

const goneWithin = async (pid: number, exited: Promise<void>, patienceMs: number): Promise<boolean> => {
  const deadline = Date.now() + patienceMs;
  const over = new AbortController();
  // For our own child its exit event counts (the process id stays taken until then), for an adopted one the system.
  const end = (): void => over.abort();
  exited.then(end, end);
  while (!over.signal.aborted && Date.now() < deadline) {
    if (!(await isAlive(pid))) return true;
    await delay(pollMs);
  }
  return over.signal.aborted;
};

/**
 * Ends a PostgreSQL server, harder when it takes too long. Committed data is safe at every step.
 * @throws Error when even SIGKILL does not end it
 */
export async function stopPostmaster(pid: number, exited: Promise<void>): Promise<void> {
  for (const { signal, patienceMs } of steps) {
    try {
      process.kill(pid, signal);
    } catch (error) {
      if (error instanceof Error && "code" in error && error.code === "ESRCH") return;
      throw error;
    }
    if (await goneWithin(pid, exited, patienceMs)) return;
  }
  throw new Error(`PostgreSQL (process ${pid}) does not end; look at it with \`ps -fp ${pid}\`.`);
}
