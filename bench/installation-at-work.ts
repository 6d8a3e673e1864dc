import path from "node:path";
import { chromium, type Page } from "@playwright/test";
import { createDatabase, type Database } from "../server/db/client.ts";
import { connectionUrl, readConnection } from "../server/db/embedded/connection-file.ts";
import { Installation } from "../e2e/fixtures/installation.ts";
import { setUp } from "../e2e/fixtures/test.ts";
import { ensureBuild } from "../scripts/supervisor/prepare.ts";
import { endsWithUs } from "./interruption.ts";
import { ensureBrowser } from "../scripts/verify/browser.ts";

/** Next's own program of this checkout. */
export const nextProgram = path.resolve(import.meta.dirname, "../node_modules/next/dist/bin/next");

/** Makes the build that installations and the bare `next start` share, where sources have changed. */
export const provideBuild = async (say: (text: string) => void): Promise<void> => {
  await ensureBuild(new AbortController().signal, () => say("building the dashboard …"));
};

/** The whole product as `npm start` runs it, in a temporary folder; destroyed at the end whatever happens. */
export const withInstallation = async <Result>(
  work: (installation: Installation) => Promise<Result>,
): Promise<Result> => {
  const installation = new Installation();
  const destroy = endsWithUs(() => installation.destroy());
  try {
    await installation.start();
    return await work(installation);
  } finally {
    await destroy();
  }
};

/** Where the installation's own PostgreSQL answers. */
export const databaseUrlOf = ({ dataDir }: Installation): string => {
  const connection = readConnection(dataDir);
  if (connection === null) throw new Error("The installation has no database.");
  return connectionUrl(connection);
};

/** A pool of its own on the installation's database, as large as a runner's. */
export const openDatabase = (installation: Installation): Database =>
  createDatabase({ url: databaseUrlOf(installation), name: "spiral-bench", max: 14 });

/** A real browser on a set-up installation, signed in as its administrator. */
export const withBrowser = async <Result>(
  installation: Installation,
  work: (page: Page) => Promise<Result>,
): Promise<Result> => {
  const browser = await chromium.launch({
    executablePath: await ensureBrowser(),
    args: ["--no-sandbox", "--disable-dev-shm-usage"],
  });
  try {
    const page = await (await browser.newContext()).newPage();
    await setUp(page, installation);
    return await work(page);
  } finally {
    await browser.close();
  }
};
