import { readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { z } from "zod";

/**
 * Port and password of the embedded database, remembered between starts in `<dataDir>/postgres/connection.json`
 * (0600). Also how web and runner, started apart, find the database that runs.
 */
const connectionSchema = z.object({ port: z.int().min(1).max(65_535), password: z.string().min(20) });
export type Connection = z.infer<typeof connectionSchema>;

export interface EmbeddedPaths {
  /** Holds everything below; owned by the starting user. */
  readonly folder: string;
  /** The cluster; owned by the user that PostgreSQL runs as. */
  readonly cluster: string;
  readonly connection: string;
  readonly log: string;
}

export const embeddedPaths = (dataDir: string): EmbeddedPaths => {
  const folder = path.join(dataDir, "postgres");
  return {
    folder,
    cluster: path.join(folder, "cluster"),
    connection: path.join(folder, "connection.json"),
    log: path.join(folder, "postgres.log"),
  };
};

/** The role owns its database and is no superuser: SQL that gets out of hand cannot run programs or read files. */
export const embeddedRole = "spiral";
export const embeddedDatabase = "spiral";

export const connectionUrl = ({ port, password }: Connection): string =>
  `postgresql://${embeddedRole}:${encodeURIComponent(password)}@127.0.0.1:${port}/${embeddedDatabase}`;

/** Null when no database was made here yet. */
export function readConnection(dataDir: string): Connection | null {
  const file = embeddedPaths(dataDir).connection;
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return null;
    throw error;
  }
  try {
    return connectionSchema.parse(JSON.parse(text));
  } catch (cause) {
    throw new Error(
      `${file} is damaged; it holds the embedded database's port and password. Restore it from a backup.`,
      { cause },
    );
  }
}

/** Replaces the file as a whole: a crash leaves the old one or the new one. */
export function writeConnection(dataDir: string, connection: Connection): void {
  const file = embeddedPaths(dataDir).connection;
  const draft = `${file}.${process.pid}`;
  rmSync(draft, { force: true });
  writeFileSync(draft, JSON.stringify(connection), { mode: 0o600, flag: "wx", flush: true });
  renameSync(draft, file);
}
