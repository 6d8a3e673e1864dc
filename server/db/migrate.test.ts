import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import pg from "pg";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createBareDatabase } from "../testing/database.ts";
import { migrate, MigrationError } from "./migrate.ts";

let folder: string;
let database: { url: string; drop: () => Promise<void> };
let client: pg.Client;

beforeEach(async () => {
  folder = mkdtempSync(path.join(tmpdir(), "spiral-migrations-"));
  database = await createBareDatabase();
  client = new pg.Client({ connectionString: database.url });
  await client.connect();
});
afterEach(async () => {
  await client.end();
  await database.drop();
  rmSync(folder, { recursive: true });
});

const write = (name: string, sql: string): void => {
  mkdirSync(path.join(folder, name), { recursive: true });
  writeFileSync(path.join(folder, name, "migration.sql"), sql);
};
const run = (options: { lockTimeoutMs?: number } = {}) => migrate({ url: database.url, folder, ...options });
const rows = async () =>
  (
    await client.query<{ migration_name: string; finished: boolean; applied_steps_count: number }>(
      "SELECT migration_name, finished_at IS NOT NULL AS finished, applied_steps_count FROM _prisma_migrations ORDER BY 1",
    )
  ).rows;
const tables = async (): Promise<string[]> =>
  (
    await client.query<{ tablename: string }>("SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1")
  ).rows
    .map((row) => row.tablename)
    .filter((name) => name !== "_prisma_migrations");
const waitingForLock = async (): Promise<number> =>
  Number(
    (await client.query<{ count: string }>("SELECT count(*) FROM pg_locks WHERE NOT granted AND locktype = 'advisory'"))
      .rows[0]?.count,
  );

describe("migrate", () => {
  it("applies what is missing, in order, once", async () => {
    write(
      "20260102_second",
      "ALTER TABLE a ADD COLUMN more TEXT; CREATE FUNCTION f() RETURNS int AS $$ BEGIN RETURN 1; END $$ LANGUAGE plpgsql;",
    );
    write("20260101_first", "CREATE TABLE a (id INT);");
    expect(await run()).toEqual(["20260101_first", "20260102_second"]);
    expect(await run()).toEqual([]);
    write("20260103_third", "CREATE TABLE b (id INT)");
    expect(await run()).toEqual(["20260103_third"]);
    expect(await rows()).toEqual(
      ["20260101_first", "20260102_second", "20260103_third"].map((name) => ({
        migration_name: name,
        finished: true,
        applied_steps_count: 1,
      })),
    );
  });

  it("lets several starters work side by side", async () => {
    write("1_first", "CREATE TABLE a (id INT)");
    write("2_second", "CREATE TABLE b (id INT)");
    const results = await Promise.all(Array.from({ length: 4 }, () => run()));
    expect(results.flat().toSorted()).toEqual(["1_first", "2_second"]);
  });

  it("says who blocks it when another migration does not end", async () => {
    write("1_first", "CREATE TABLE a (id INT)");
    await client.query("SELECT pg_advisory_lock(72707369)");
    await expect(run({ lockTimeoutMs: 50 })).rejects.toThrow(/Another process has been migrating/);
    await client.query("SELECT pg_advisory_unlock(72707369)");
    expect(await run()).toEqual(["1_first"]);
  });

  it("refuses an applied migration that was edited", async () => {
    write("1_first", "CREATE TABLE a (id INT)");
    await run();
    write("1_first", "CREATE TABLE a (id BIGINT)");
    await expect(run()).rejects.toThrow(/1_first was changed after it had been applied.*git checkout/);
  });

  it("refuses a database of a newer version", async () => {
    write("1_first", "CREATE TABLE a (id INT)");
    write("2_newer", "CREATE TABLE b (id INT)");
    await run();
    rmSync(path.join(folder, "2_newer"), { recursive: true });
    await expect(run()).rejects.toThrow(/2_newer, which this version of Spiral does not know/);
  });

  it("undoes a migration that fails as a whole, keeps those before it, and goes on once it is repaired", async () => {
    write("1_first", "CREATE TABLE a (id INT)");
    write("2_second", "CREATE TABLE b (id INT); SELECT 1 / 0;");
    await expect(run()).rejects.toThrow(/2_second failed and was undone: division by zero/);
    expect(await tables()).toEqual(["a"]);
    await expect(run()).rejects.toBeInstanceOf(MigrationError);
    write("2_second", "CREATE TABLE b (id INT)");
    expect(await run()).toEqual(["2_second"]);
  });

  it("refuses what `prisma migrate` left unfinished, until it is resolved", async () => {
    write("1_first", "CREATE TABLE a (id INT)");
    await run();
    write("2_second", "CREATE TABLE b (id INT)");
    await client.query(
      "INSERT INTO _prisma_migrations (id, checksum, migration_name, logs) VALUES ('x', 'x', '2_second', 'disk full')",
    );
    await expect(run()).rejects.toThrow(
      /2_second was begun by `prisma migrate` and did not finish:\ndisk full\n.*migrate resolve/s,
    );
    await client.query("UPDATE _prisma_migrations SET rolled_back_at = now() WHERE id = 'x'");
    expect(await run()).toEqual(["2_second"]);
  });

  it("refuses a migration that ends the transaction, now and ever after", async () => {
    write("1_first", "CREATE TABLE a (id INT); COMMIT; CREATE TABLE b (id INT);");
    await expect(run()).rejects.toThrow(/1_first begins or ends transactions itself/);
    await expect(run()).rejects.toThrow(/1_first .* did not finish/);
  });

  it("builds nothing between somebody else's tables", async () => {
    await client.query("CREATE TABLE invoices (id INT)");
    write("1_first", "CREATE TABLE a (id INT)");
    await expect(run()).rejects.toThrow(/not Spiral's \(invoices, …\)/);
    expect(await tables()).toEqual(["invoices"]);
  });

  it("survives kill -9 in the middle: nothing half, and the next start does all of it", async () => {
    write("1_first", "CREATE TABLE a (id INT); SELECT pg_advisory_lock(1);");
    await client.query("SELECT pg_advisory_lock(1)");
    const script = `import { migrate } from "./server/db/migrate.ts"; await migrate(${JSON.stringify({ url: database.url, folder })});`;
    const child = spawn(process.execPath, ["--input-type=module-typescript", "--eval", script], { stdio: "inherit" });
    await expect.poll(waitingForLock).toBe(1);
    child.kill("SIGKILL");
    await once(child, "exit");
    await client.query("SELECT pg_advisory_unlock(1)");
    expect(await run()).toEqual(["1_first"]);
    expect(await rows()).toEqual([{ migration_name: "1_first", finished: true, applied_steps_count: 1 }]);
  });
});
