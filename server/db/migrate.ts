import { createHash, randomUUID } from "node:crypto";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import pg from "pg";

/**
 * Applies prisma/migrations without Prisma's engine, in a way that `prisma migrate` understands and continues: the
 * same table, checksums and advisory lock. What is unclear is an error with a way out, never a guess.
 */

/** The advisory lock that `prisma migrate` takes as well. */
const prismaMigrateLock = 72_707_369;
const defaultLockTimeoutMs = 60_000;

const createTable = `CREATE TABLE IF NOT EXISTS _prisma_migrations (
    id                      VARCHAR(36) PRIMARY KEY NOT NULL,
    checksum                VARCHAR(64) NOT NULL,
    finished_at             TIMESTAMPTZ,
    migration_name          VARCHAR(255) NOT NULL,
    logs                    TEXT,
    rolled_back_at          TIMESTAMPTZ,
    started_at              TIMESTAMPTZ NOT NULL DEFAULT now(),
    applied_steps_count     INTEGER NOT NULL DEFAULT 0
)`;

/** A migration cannot be applied, or the database and the folder disagree. The message names the way out. */
export class MigrationError extends Error {
  override readonly name = "MigrationError";
}

interface Migration {
  readonly name: string;
  readonly sql: string;
  readonly checksum: string;
}

interface AppliedRow {
  migration_name: string;
  checksum: string;
  finished_at: Date | null;
  logs: string | null;
}

const readMigrations = (folder: string): Migration[] =>
  readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .toSorted()
    .map((name) => {
      const file = path.join(folder, name, "migration.sql");
      if (!existsSync(file))
        throw new MigrationError(`The migration ${name} has no migration.sql. Restore it: git checkout -- ${folder}`);
      const sql = readFileSync(file);
      return { name, sql: sql.toString("utf8"), checksum: createHash("sha256").update(sql).digest("hex") };
    });

/** Compares what was applied with what there is. Returns what is still to be applied. */
const pendingOf = (migrations: readonly Migration[], applied: readonly AppliedRow[], folder: string): Migration[] => {
  const known = new Map(migrations.map((migration) => [migration.name, migration]));
  for (const row of applied) {
    const migration = known.get(row.migration_name);
    if (!migration) {
      throw new MigrationError(
        `The database has the migration ${row.migration_name}, which this version of Spiral does not know: it was used by a newer one. ` +
          "Update Spiral, or restore the database's backup from before the update.",
      );
    }
    if (row.finished_at === null) {
      throw new MigrationError(
        `The migration ${row.migration_name} was begun by \`prisma migrate\` and did not finish${row.logs ? `:\n${row.logs}\n` : ". "}` +
          "Restore the backup from before it; or repair the database by hand and run " +
          `\`npx prisma migrate resolve --applied ${row.migration_name}\` (or --rolled-back).`,
      );
    }
    if (row.checksum !== migration.checksum) {
      throw new MigrationError(
        `The migration ${row.migration_name} was changed after it had been applied: the database may not be what the code expects. ` +
          `Restore the file (git checkout -- ${path.join(folder, row.migration_name)}) and put the change into a new migration.`,
      );
    }
  }
  const done = new Set(applied.map((row) => row.migration_name));
  return migrations.filter((migration) => !done.has(migration.name));
};

/** Somebody else's tables are not ours to build between. */
const assertEmpty = async (client: pg.Client): Promise<void> => {
  const { rows } = await client.query<{ tablename: string }>(
    "SELECT tablename FROM pg_tables WHERE schemaname = current_schema() AND tablename <> '_prisma_migrations' ORDER BY 1 LIMIT 3",
  );
  if (rows.length === 0) return;
  throw new MigrationError(
    `The database already holds tables that are not Spiral's (${rows.map((row) => row.tablename).join(", ")}, …). ` +
      "Give Spiral a database of its own: CREATE DATABASE spiral, and name it in DATABASE_URL.",
  );
};

/**
 * Script and row are one transaction: killed in between, the server rolls both back and the next start applies the
 * migration again. That holds only while the script leaves the transaction alone, which its id proves afterwards; the
 * row of a script that ended it stays unfinished, and so is met by every later start.
 */
const apply = async (client: pg.Client, migration: Migration): Promise<void> => {
  const id = randomUUID();
  const currentTransaction = async () =>
    (await client.query<{ id: string | null }>("SELECT pg_current_xact_id_if_assigned()::text AS id")).rows[0]?.id;
  try {
    await client.query("BEGIN");
    await client.query("INSERT INTO _prisma_migrations (id, checksum, migration_name) VALUES ($1, $2, $3)", [
      id,
      migration.checksum,
      migration.name,
    ]);
    const before = await currentTransaction();
    await client.query(migration.sql);
    if ((await currentTransaction()) !== before) {
      throw new MigrationError(
        `The migration ${migration.name} begins or ends transactions itself, which a migration must not do.`,
      );
    }
    await client.query(
      "UPDATE _prisma_migrations SET finished_at = clock_timestamp(), applied_steps_count = 1 WHERE id = $1",
      [id],
    );
    await client.query("COMMIT");
  } catch (cause) {
    // Fails when the connection is gone; the server then rolls back by itself.
    await client.query("ROLLBACK").catch(() => undefined);
    if (cause instanceof MigrationError) throw cause;
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new MigrationError(
      `The migration ${migration.name} failed and was undone: ${reason}. The database is as it was before; ` +
        "free what it complains of (space, locks, rights) and start again, or report it with this message.",
      { cause },
    );
  }
};

const takeLock = async (client: pg.Client, timeoutMs: number): Promise<void> => {
  try {
    await client.query(`SET lock_timeout = ${Math.trunc(timeoutMs)}`);
    await client.query("SELECT pg_advisory_lock($1)", [prismaMigrateLock]);
    await client.query("RESET lock_timeout");
  } catch (cause) {
    if (!(cause instanceof pg.DatabaseError && cause.code === "55P03")) throw cause;
    throw new MigrationError(
      `Another process has been migrating this database for more than ${timeoutMs / 1000} s. Wait for it or end it, then start again.`,
      { cause },
    );
  }
};

export interface MigrateOptions {
  readonly url: string;
  /** prisma/migrations, absolute. */
  readonly folder: string;
  readonly lockTimeoutMs?: number;
}

/**
 * Brings the database up to date. Several processes may call this at once: the first works, the others wait.
 * @returns the names of the migrations that this call applied
 * @throws MigrationError when a migration fails, was edited, is unknown or unfinished, or the database is not ours
 */
export async function migrate(options: MigrateOptions): Promise<string[]> {
  const migrations = readMigrations(options.folder);
  const client = new pg.Client({
    connectionString: options.url,
    application_name: "spiral-migrate",
    connectionTimeoutMillis: 10_000,
  });
  // A lost connection also fails the query that waits for it; without a listener it would end the process.
  client.on("error", () => undefined);
  await client.connect();
  try {
    // Held by the connection: it is let go even when this process is killed.
    await takeLock(client, options.lockTimeoutMs ?? defaultLockTimeoutMs);
    const exists = await client.query<{ found: boolean }>(
      "SELECT to_regclass('_prisma_migrations') IS NOT NULL AS found",
    );
    if (exists.rows[0]?.found !== true) {
      await assertEmpty(client);
      await client.query(createTable);
    }
    const applied = await client.query<AppliedRow>(
      "SELECT migration_name, checksum, finished_at, logs FROM _prisma_migrations WHERE rolled_back_at IS NULL ORDER BY started_at",
    );
    const pending = pendingOf(migrations, applied.rows, options.folder);
    for (const migration of pending) await apply(client, migration);
    return pending.map((migration) => migration.name);
  } finally {
    await client.end().catch(() => undefined);
  }
}
