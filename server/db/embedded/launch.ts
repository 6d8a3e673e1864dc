import { spawn } from "node:child_process";
import { closeSync, openSync, readFileSync, renameSync, statSync } from "node:fs";
import { setTimeout as delay } from "node:timers/promises";
import type { PostgresBinaries } from "./binaries.ts";
import { postgresEnvironment } from "./cluster.ts";
import type { EmbeddedPaths } from "./connection-file.ts";
import { readPostmaster } from "./postmaster.ts";
import type { RunAs } from "./run-as.ts";

const pollMs = 10;
const logRotateBytes = 1_000_000;

/** Small on purpose: one user's database. `io_method=sync` saves the three I/O workers. */
const baseSettings = {
  listen_addresses: "127.0.0.1",
  unix_socket_directories: "",
  max_connections: "100",
  shared_buffers: "64MB",
  io_method: "sync",
  timezone: "UTC",
  log_timezone: "UTC",
};

const logSize = (paths: EmbeddedPaths): number => statSync(paths.log, { throwIfNoEntry: false })?.size ?? 0;

export interface LaunchOptions {
  readonly binaries: PostgresBinaries;
  readonly paths: EmbeddedPaths;
  readonly runAs: RunAs | null;
  readonly port: number;
  readonly settings: Readonly<Record<string, string>>;
}

/** Starts a server once. Resolves with it when it accepts connections, or with what it said when it gave up. */
export async function launch(
  options: LaunchOptions,
): Promise<{ pid: number; exited: Promise<void> } | { gaveUp: string }> {
  const { binaries, paths, runAs, port, settings } = options;
  if (logSize(paths) > logRotateBytes) renameSync(paths.log, `${paths.log}.old`);
  const logStart = logSize(paths);
  const log = openSync(paths.log, "a", 0o600);
  const flags = Object.entries({ ...baseSettings, ...settings, port: String(port) }).flatMap(([name, value]) => [
    "-c",
    `${name}=${value}`,
  ]);
  const child = spawn(binaries.postgres, ["-D", paths.cluster, ...flags], {
    cwd: paths.folder,
    env: postgresEnvironment,
    // A process group (and session) of its own: a Ctrl-C in our terminal is not for it, and it outlives our sudden death.
    detached: true,
    stdio: ["ignore", log, log],
    ...(runAs ? { uid: runAs.uid, gid: runAs.gid } : {}),
  });
  closeSync(log);
  const over = new AbortController();
  const exited = new Promise<void>((resolve, reject) => child.once("error", reject).once("exit", () => resolve()));
  const end = (): void => over.abort();
  exited.then(end, end);
  child.unref();
  while (!over.signal.aborted) {
    const running = readPostmaster(paths.cluster);
    if (child.pid !== undefined && running?.pid === child.pid && running.status === "ready")
      return { pid: child.pid, exited };
    await delay(pollMs);
  }
  await exited;
  return { gaveUp: readFileSync(paths.log).subarray(logStart).toString("utf8").trim() };
}
