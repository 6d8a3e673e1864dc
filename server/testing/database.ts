import { randomBytes } from "node:crypto";
import pg from "pg";
import { inject } from "vitest";
import { createDatabase, type Database } from "../db/client.ts";
import { databaseNamed, templateDatabase } from "./database-name.ts";

const asAdmin = async (statement: string): Promise<void> => {
  const admin = new pg.Client({ connectionString: inject("testServerUrl") });
  await admin.connect();
  try {
    await admin.query(statement);
  } finally {
    await admin.end();
  }
};

const createNamed = async (suffix: string): Promise<{ url: string; drop: () => Promise<void> }> => {
  const name = `test_${randomBytes(8).toString("hex")}`;
  await asAdmin(`CREATE DATABASE ${name} ${suffix}`);
  return {
    url: databaseNamed(inject("testServerUrl"), name),
    drop: () => asAdmin(`DROP DATABASE ${name} WITH (FORCE)`),
  };
};

/** A database without any table, for tests that bring their own. */
export const createBareDatabase = (): Promise<{ url: string; drop: () => Promise<void> }> => createNamed("");

export interface TestDatabase extends Database, AsyncDisposable {
  readonly url: string;
}

/**
 * A migrated database of one's own, cloned from the run's template in a few milliseconds: one per test file
 * (`beforeAll`). `close` ends the pool and drops it.
 */
export async function createTestDatabase(): Promise<TestDatabase> {
  const { url, drop } = await createNamed(`TEMPLATE ${templateDatabase}`);
  const { prisma, close: closePool } = createDatabase({ url, name: "spiral-test" });
  const close = async (): Promise<void> => {
    await closePool();
    await drop();
  };
  return { url, prisma, close, [Symbol.asyncDispose]: close };
}
