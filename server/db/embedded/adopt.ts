import { statSync } from "node:fs";
import { setTimeout as delay } from "node:timers/promises";
import pg from "pg";
import { isAlive } from "../../platform/processes.ts";
import {
  type Connection,
  connectionUrl,
  type EmbeddedPaths,
  embeddedPaths,
  readConnection,
} from "./connection-file.ts";
import { type EmbeddedPostgres, handleOf } from "./handle.ts";
import { findRunningPostmaster } from "./postmaster.ts";

const pollMs = 10;
const watchMs = 500;
const answerTimeoutMs = 3_000;

/** Proves that the server on that port is the one of this folder: only it knows the password and the folder. */
const answersFor = async (cluster: string, connection: Connection): Promise<boolean> => {
  const client = new pg.Client({
    connectionString: connectionUrl(connection),
    connectionTimeoutMillis: answerTimeoutMs,
    query_timeout: answerTimeoutMs,
  });
  client.on("error", () => undefined);
  try {
    await client.connect();
    const { rows } = await client.query<{ data_directory: string }>("SHOW data_directory");
    const [theirs, ours] = [rows[0]?.data_directory, cluster].map(
      (folder) => statSync(folder ?? "", { throwIfNoEntry: false })?.ino,
    );
    return theirs === ours;
  } catch {
    return false;
  } finally {
    await client.end().catch(() => undefined);
  }
};

/** We are not its parent, so its end has to be looked for. */
const untilGone = async (pid: number, everyMs: number): Promise<void> => {
  while (await isAlive(pid)) await delay(everyMs, undefined, { ref: false });
};

/**
 * Takes over a server that survived its supervisor. Null when none runs (any more).
 * @param deadline when to give up on one that does not answer; milliseconds since 1970
 * @throws Error when one holds the cluster and does not answer
 */
export async function adopt(
  paths: EmbeddedPaths,
  connection: Connection,
  deadline: number,
): Promise<EmbeddedPostgres | null> {
  for (;;) {
    const running = await findRunningPostmaster(paths.cluster);
    if (!running) return null;
    const current = { ...connection, port: running.port };
    if (running.status === "ready" && (await answersFor(paths.cluster, current))) {
      return handleOf(running.pid, untilGone(running.pid, watchMs), "adopted", current);
    }
    if (Date.now() > deadline) {
      throw new Error(
        `A PostgreSQL (process ${running.pid}) holds the database in ${paths.cluster} but does not answer. ` +
          `End it with \`kill -INT ${running.pid}\` and start again; ${paths.log} may say more.`,
      );
    }
    await delay(pollMs);
  }
}

/** The address of the embedded database that runs from this data folder; null when none does. */
export async function findEmbeddedUrl(dataDir: string): Promise<string | null> {
  const paths = embeddedPaths(dataDir);
  const running = await findRunningPostmaster(paths.cluster);
  const connection = readConnection(dataDir);
  return running && connection ? connectionUrl({ ...connection, port: running.port }) : null;
}
