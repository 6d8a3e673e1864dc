import { env } from "../platform/env.ts";
import { rememberPasswordOf } from "../platform/known-secrets.ts";
import { connectionUrl, readConnection } from "./embedded/connection-file.ts";

/**
 * Where the database is: DATABASE_URL (which the supervisor sets for its children), else the embedded one's
 * remembered address. Whether it answers is seen at the first query.
 * @throws Error when there is neither
 */
export function databaseUrl(): string {
  const { DATABASE_URL, SPIRAL_DATA_DIR } = env();
  if (DATABASE_URL !== undefined) return DATABASE_URL;
  const connection = readConnection(SPIRAL_DATA_DIR);
  if (connection) {
    const url = connectionUrl(connection);
    rememberPasswordOf(url);
    return url;
  }
  throw new Error(
    `There is no database: DATABASE_URL is not set, and none was made in ${SPIRAL_DATA_DIR} yet. ` +
      "Run `npm start`, which brings one, or set DATABASE_URL.",
  );
}
