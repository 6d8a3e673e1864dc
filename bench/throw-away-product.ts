import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { createDatabase } from "../server/db/client.ts";
import { startEmbeddedPostgres } from "../server/db/embedded/start.ts";
import { migrate } from "../server/db/migrate.ts";
import type { Domain } from "../server/domain/domain.ts";
import { parseEnv, type Env } from "../server/platform/env.ts";
import { createLogger } from "../server/platform/logger.ts";
import { startRunner } from "../server/runner/main.ts";
import { createTestDomain, seedUser } from "../server/testing/project-factory.ts";
import { endsWithUs } from "./interruption.ts";
import { watchProjects, type ProjectWatcher } from "./project-watcher.ts";

/** The real runner, in this process, on an embedded PostgreSQL with the product's own (durable) settings. */
export interface ThrowAwayProduct {
  readonly domain: Domain;
  readonly env: Env;
  readonly url: string;
  /** Of every project that is started here. */
  readonly ownerId: string;
  readonly watcher: ProjectWatcher;
  /** Ends everything and removes its folder. */
  readonly destroy: () => Promise<void>;
}

export interface ThrowAwayOptions {
  /** As in the environment of `npm start`; the data folder and the database are the product's own. */
  readonly variables: Readonly<Record<string, string | undefined>>;
  readonly logLevel: "silent" | "warn";
}

/** Starts one in a temporary folder. There is no dashboard: projects are submitted through the domain. */
export const startThrowAwayProduct = async ({ variables, logLevel }: ThrowAwayOptions): Promise<ThrowAwayProduct> => {
  const begun = new AsyncDisposableStack();
  const destroy = endsWithUs(() => begun.disposeAsync());
  try {
    const dataDir = mkdtempSync(path.join(tmpdir(), "spiral-bench-"));
    begun.defer(() => rmSync(dataDir, { recursive: true, force: true }));
    // Run as root, PostgreSQL steps down to a user who must be able to pass through.
    chmodSync(dataDir, 0o711);
    const postgres = await startEmbeddedPostgres({ dataDir });
    begun.defer(() => postgres.stop());
    const { url } = postgres;
    await migrate({ url, folder: path.resolve(import.meta.dirname, "../prisma/migrations") });
    const env = parseEnv({ ...variables, DATABASE_URL: url, SPIRAL_DATA_DIR: dataDir }, dataDir);
    const { prisma, close } = createDatabase({ url, name: "spiral-bench" });
    begun.defer(close);
    const domain = await createTestDomain({ prisma, url });
    begun.defer(() => domain.close());
    const { id: ownerId } = await seedUser({ prisma });
    const watcher = await watchProjects(url);
    begun.defer(() => watcher.close());
    const runner = await startRunner({ env, log: createLogger("runner", { level: logLevel }) });
    begun.defer(() => runner.stop());
    return { domain: { ...domain, environment: env }, env, url, ownerId, watcher, destroy };
  } catch (error) {
    await destroy();
    throw error;
  }
};
