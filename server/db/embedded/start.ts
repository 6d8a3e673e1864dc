import { randomBytes } from "node:crypto";
import { mkdirSync } from "node:fs";
import { createServer } from "node:net";
import { setTimeout as delay } from "node:timers/promises";
import { ensureDataDir } from "../../platform/data-dir.ts";
import { adopt } from "./adopt.ts";
import { findPostgresBinaries } from "./binaries.ts";
import { assertSameVersion, clusterExists, initialiseCluster } from "./cluster.ts";
import { embeddedPaths, readConnection, writeConnection } from "./connection-file.ts";
import { type EmbeddedPostgres, handleOf } from "./handle.ts";
import { launch } from "./launch.ts";
import { disownStaleLock } from "./postmaster.ts";
import { assertReachable, chooseRunAs } from "./run-as.ts";

export interface EmbeddedOptions {
  readonly dataDir: string;
  /** Further `-c name=value` settings; tests turn durability off. */
  readonly settings?: Readonly<Record<string, string>>;
  readonly initdbArgs?: readonly string[];
  /** How long an old server may take to let go, or a new one to recover. */
  readonly timeoutMs?: number;
}

const defaultTimeoutMs = 30_000;
const retryMs = 100;

const freePort = async (): Promise<number> => {
  const server = createServer();
  await new Promise<void>((resolve, reject) => server.once("error", reject).listen(0, "127.0.0.1", resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === "string") throw new Error("The system gave no free port on 127.0.0.1.");
  return address.port;
};

/**
 * Starts the installation's own PostgreSQL, or takes over the one that still runs. Guarded against two callers by
 * PostgreSQL's lock file; the supervisor's lock keeps them apart before.
 * @throws Error that says what is wrong and what to do: no binaries for this platform, root below a private folder,
 * another owner, another major version, a server that does not let go
 */
export async function startEmbeddedPostgres(options: EmbeddedOptions): Promise<EmbeddedPostgres> {
  const paths = embeddedPaths(options.dataDir);
  const deadline = Date.now() + (options.timeoutMs ?? defaultTimeoutMs);
  const binaries = findPostgresBinaries();
  ensureDataDir(options.dataDir);
  mkdirSync(paths.folder, { recursive: true, mode: 0o711 });
  const runAs = await chooseRunAs(paths.cluster);
  if (runAs) {
    assertReachable(binaries.folder, runAs, "its program");
    assertReachable(paths.folder, runAs, "its data");
  }

  const isNew = !clusterExists(paths);
  let connection = readConnection(options.dataDir);
  if (isNew) {
    connection = { port: await freePort(), password: randomBytes(24).toString("base64url") };
    // Before the cluster gets its name: a cluster without its password could not be opened by anybody.
    writeConnection(options.dataDir, connection);
    const { initdbArgs } = options;
    await initialiseCluster({
      binaries,
      paths,
      runAs,
      password: connection.password,
      ...(initdbArgs ? { initdbArgs } : {}),
    });
  }
  if (!connection) {
    throw new Error(
      `${paths.connection} is gone; it holds the password of the database beside it. Restore it from a backup.`,
    );
  }
  assertSameVersion(paths, binaries);
  const adopted = await adopt(paths, connection, deadline);
  if (adopted) return adopted;
  await disownStaleLock(paths.cluster);

  for (;;) {
    const started = await launch({ binaries, paths, runAs, port: connection.port, settings: options.settings ?? {} });
    if ("pid" in started) return handleOf(started.pid, started.exited, isNew ? "created" : "started", connection);
    const { gaveUp } = started;
    if (Date.now() > deadline) throw new Error(`PostgreSQL does not start. It said:\n${gaveUp}\n(see ${paths.log})`);
    if (/could not bind|could not create any TCP/.test(gaveUp)) {
      connection = { ...connection, port: await freePort() };
      writeConnection(options.dataDir, connection);
    } else if (/is still in use|lock file .* (already exists|is empty)/.test(gaveUp)) {
      // The killed server's last backends are still ending.
      await delay(retryMs);
    } else {
      throw new Error(`PostgreSQL does not start. It said:\n${gaveUp}\n(see ${paths.log})`);
    }
  }
}
