import { findEmbeddedUrl } from "../../server/db/embedded/adopt.ts";
import { env } from "../../server/platform/env.ts";
import { bringUpToDate } from "./database.ts";
import { ensureClient } from "./prepare.ts";

/**
 * What `npm run web` and `npm run runner` need when no supervisor has done it: the generated client and a database
 * that is up to date. They bring no database of their own, since each would end it under the other.
 * @throws Error when no database is configured and none runs from the data folder
 */
export async function prepareAlone(signal: AbortSignal): Promise<void> {
  const { DATABASE_URL, SPIRAL_DATA_DIR } = env();
  const url = DATABASE_URL ?? (await findEmbeddedUrl(SPIRAL_DATA_DIR));
  if (url === null) {
    throw new Error(
      `There is no database: DATABASE_URL is not set, and none runs from ${SPIRAL_DATA_DIR}. Set DATABASE_URL, or start everything with \`npm start\`.`,
    );
  }
  await ensureClient(signal);
  await bringUpToDate(url);
}
