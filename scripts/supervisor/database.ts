import path from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import type { EmbeddedPostgres } from "../../server/db/embedded/handle.ts";
import { startEmbeddedPostgres } from "../../server/db/embedded/start.ts";
import { migrate } from "../../server/db/migrate.ts";
import type { Env } from "../../server/platform/env.ts";
import { root } from "./root.ts";
import { explain, say } from "./say.ts";

export interface RunningDatabase {
  readonly url: string;
  /** For people. */
  readonly description: string;
  readonly stop: () => Promise<void>;
}

const retryPauseMs = 2_000;

const howText: Record<EmbeddedPostgres["how"], string> = {
  created: "a new database",
  started: "the database",
  adopted: "the database, which still ran",
};

/**
 * The database that everything works on: the one of DATABASE_URL, or our own, which is started again whenever it ends
 * by itself.
 * @param onMoved called when a restart had to take another port
 */
export async function provideDatabase(env: Env, onMoved: () => void): Promise<RunningDatabase> {
  if (env.DATABASE_URL !== undefined) {
    const { host, pathname } = new URL(env.DATABASE_URL);
    return {
      url: env.DATABASE_URL,
      description: `Database ${pathname.slice(1)} on ${host || "localhost"}`,
      stop: async () => undefined,
    };
  }
  const dataDir = env.SPIRAL_DATA_DIR;
  let current = await startEmbeddedPostgres({ dataDir });
  const stopping = new AbortController();

  const startAgain = async (): Promise<EmbeddedPostgres | null> => {
    while (!stopping.signal.aborted) {
      try {
        return await startEmbeddedPostgres({ dataDir });
      } catch (error) {
        say(`The database does not start again: ${explain(error)}`);
        // Aborted by stop(): the loop's condition ends it.
        await delay(retryPauseMs, undefined, { signal: stopping.signal }).catch(() => undefined);
      }
    }
    return null;
  };
  const watch = async (): Promise<void> => {
    for (;;) {
      await current.exited;
      if (stopping.signal.aborted) return;
      say("The database ended unexpectedly; starting it again.");
      const next = await startAgain();
      if (!next) return;
      if (stopping.signal.aborted) return next.stop();
      const moved = next.port !== current.port;
      current = next;
      say("The database runs again.");
      if (moved) onMoved();
    }
  };
  const watched = watch();
  return {
    url: current.url,
    description: `PostgreSQL with ${howText[current.how]} in ${dataDir}`,
    stop: async () => {
      stopping.abort();
      await current.stop();
      await watched;
    },
  };
}

const unreachable = new Set(["ECONNREFUSED", "ENOTFOUND", "EHOSTUNREACH", "ETIMEDOUT", "EAI_AGAIN"]);

/**
 * Applies the migrations that the database lacks.
 * @throws MigrationError, or an Error that says why DATABASE_URL cannot be used
 */
export async function bringUpToDate(url: string): Promise<string[]> {
  try {
    return await migrate({ url, folder: path.join(root, "prisma", "migrations") });
  } catch (error) {
    const code = error instanceof Error && "code" in error ? String(error.code) : "";
    const { host, pathname, username } = new URL(url);
    if (unreachable.has(code)) {
      throw new Error(
        `No PostgreSQL answers at ${host} (${code}). Start it, or correct DATABASE_URL; without DATABASE_URL Spiral brings its own.`,
        { cause: error },
      );
    }
    // cannot_connect_now: it starts, goes through its log after a crash, or shuts down.
    if (code === "57P03") {
      throw new Error(
        `PostgreSQL at ${host} takes no connections yet: ${explain(error)}. Wait until it is ready, then start Spiral again; its own log says what it is at.`,
        { cause: error },
      );
    }
    if (code === "28P01" || code === "28000")
      throw new Error(`PostgreSQL at ${host} does not let ${username} in: ${explain(error)}. Correct DATABASE_URL.`, {
        cause: error,
      });
    if (code === "3D000") {
      throw new Error(
        `The database ${pathname.slice(1)} does not exist at ${host}. Make it: CREATE DATABASE "${pathname.slice(1)}"`,
        { cause: error },
      );
    }
    throw error;
  }
}
