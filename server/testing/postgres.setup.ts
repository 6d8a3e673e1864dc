import { randomBytes } from "node:crypto";
import { readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import pg from "pg";
import type { TestProject } from "vitest/node";
import { embeddedPaths } from "../db/embedded/connection-file.ts";
import { findRunningPostmaster } from "../db/embedded/postmaster.ts";
import { startEmbeddedPostgres } from "../db/embedded/start.ts";
import { stopPostmaster } from "../db/embedded/stop.ts";
import { migrate } from "../db/migrate.ts";
import { isAlive } from "../platform/processes.ts";
import { databaseNamed, templateDatabase } from "./database-name.ts";

declare module "vitest" {
  export interface ProvidedContext {
    /** The throw-away server of this vitest run. */
    readonly testServerUrl: string;
  }
}

const folderName = /^spiral-test-(?<owner>\d+)-/;

/**
 * Nothing in it is worth a crash: no flush to disk, room for a pool per test file. Nobody cleans up in it either: such a
 * worker is the superuser's, and a database in which one is cannot be dropped by anybody else.
 */
const throwAway = {
  autovacuum: "off",
  fsync: "off",
  synchronous_commit: "off",
  full_page_writes: "off",
  max_connections: "200",
};

/** A run that was killed leaves its server behind; the next run ends it. */
const endLeftOvers = async (): Promise<void> => {
  for (const name of readdirSync(tmpdir())) {
    const owner = folderName.exec(name)?.groups?.["owner"];
    if (owner === undefined || (await isAlive(Number(owner)))) continue;
    const dataDir = path.join(tmpdir(), name);
    const running = await findRunningPostmaster(embeddedPaths(dataDir).cluster);
    if (running) await stopPostmaster(running.pid, new Promise(() => undefined));
    rmSync(dataDir, { recursive: true, force: true });
  }
};

/** Vitest's global set-up: one PostgreSQL per run, with a migrated template that test files clone. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  await endLeftOvers();
  const dataDir = path.join(tmpdir(), `spiral-test-${process.pid}-${randomBytes(4).toString("hex")}`);
  const server = await startEmbeddedPostgres({ dataDir, settings: throwAway, initdbArgs: ["--no-sync"] });
  const admin = new pg.Client({ connectionString: server.url });
  await admin.connect();
  await admin.query(`CREATE DATABASE ${templateDatabase}`);
  await admin.end();
  await migrate({ url: databaseNamed(server.url, templateDatabase), folder: path.resolve("prisma/migrations") });
  project.provide("testServerUrl", server.url);
  return async () => {
    await server.stop();
    rmSync(dataDir, { recursive: true, force: true });
  };
}
