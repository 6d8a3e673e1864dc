import { spawn } from "node:child_process";
import { Socket } from "node:net";
import { exactEnvironment } from "./environment.ts";
import { installationMarker, isRunnerAlive, markerVariables } from "./process-marker.ts";
import type { ProcessEntry } from "./process-table.ts";
import { endProcesses, systemProcesses, type ProcessControl } from "./process-tree.ts";

/**
 * What the reaper runs. It reads the marker as the first line of its stdin and then waits for the end of stdin,
 * which comes when the runner's end of the pipe is closed: by the kernel, however the runner died. The marker is
 * neither in its arguments nor in its environment, so it never finds itself. It looks once more after a second of
 * quiet: a process that the runner was just starting gets its marked environment a moment later.
 */
const reaperScript = `
trap '' HUP INT TERM
read -r marker || exit 0
while read -r line; do :; done
round=0
quiet=no
while [ "$round" -lt 300 ]; do
  round=$((round + 1))
  if [ -d /proc/self ]; then
    found=$(grep -ls -F "$marker" /proc/[0-9]*/environ 2>/dev/null | tr -dc '0-9\\n')
  else
    found=$({ echo "$marker"; ps -A -E -ww -o pid=,command=; } | awk 'NR == 1 { m = $0; next } index($0, m) { print $1 }')
  fi
  if [ -z "$found" ]; then
    [ "$quiet" = no ] || exit 0
    quiet=yes
    sleep 1
    continue
  fi
  quiet=no
  for pid in $found; do kill -9 "$pid" 2>/dev/null; done
  [ "$round" -lt 50 ] || sleep 1
done
`;

export interface Reaper {
  /** Its process id; null when no shell could be started. */
  readonly pid: number | null;
  /** Ends it as the runner's death would: first everything marked goes, then the reaper. */
  close(): void;
}

/**
 * Starts the process that outlives this runner by a moment and takes along everything that carries its marker.
 * Start it before anything else is started. (~2 MB; should it be killed too, `reapOrphans` is the second net.)
 */
export const startReaper = (runnerMarker: string): Reaper => {
  const child = spawn("/bin/sh", ["-c", reaperScript], {
    env: exactEnvironment({ PATH: "/usr/bin:/bin" }),
    cwd: "/",
    stdio: ["pipe", "ignore", "ignore"],
    detached: true,
  });
  child.on("error", () => undefined);
  child.stdin.on("error", () => undefined);
  child.stdin.write(`${markerVariables.runner}=${runnerMarker}\n`);
  // Neither the process nor its pipe keeps the runner from ending.
  child.unref();
  if (child.stdin instanceof Socket) child.stdin.unref();
  return { pid: child.pid ?? null, close: () => void child.stdin.end() };
};

/**
 * Ends everything that a dead runner of this installation has left behind. Called when a runner starts, before it
 * takes work: a session must not be resumed while its old process lives.
 * @returns how many were found, and how many could not be ended (0)
 */
export const reapOrphans = async (
  dataDir: string,
  control: ProcessControl = systemProcesses,
): Promise<{ readonly found: number; readonly left: number }> => {
  const prefix = `${installationMarker(dataDir)}:`;
  const runnerOf = (entry: ProcessEntry): string => entry.markers[markerVariables.runner] ?? "";
  const marked = (await control.list()).filter((entry) => runnerOf(entry).startsWith(prefix));
  const runners = [...new Set(marked.map(runnerOf))];
  const alive = await Promise.all(runners.map(isRunnerAlive));
  const dead = new Set(runners.filter((_, index) => alive[index] === false));
  const isOrphan = (entry: ProcessEntry): boolean => dead.has(runnerOf(entry));
  return { found: marked.filter(isOrphan).length, left: await endProcesses(isOrphan, control) };
};
