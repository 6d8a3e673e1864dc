import { spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import pg from "pg";
import { afterAll, afterEach, describe, expect, it } from "vitest";
import { isAlive } from "../../platform/processes.ts";
import { findEmbeddedUrl } from "./adopt.ts";
import { findPostgresBinaries } from "./binaries.ts";
import { embeddedPaths } from "./connection-file.ts";
import type { EmbeddedPostgres } from "./handle.ts";
import { readPostmaster } from "./postmaster.ts";
import { assertReachable } from "./run-as.ts";
import { startEmbeddedPostgres } from "./start.ts";

// One data folder for all: what follows is the life of one installation.
const dataDir = path.join(tmpdir(), `spiral-embedded-${randomBytes(4).toString("hex")}`);
const paths = embeddedPaths(dataDir);
const start = () => startEmbeddedPostgres({ dataDir, initdbArgs: ["--no-sync"] });

let running: EmbeddedPostgres | undefined;
const started = async (): Promise<EmbeddedPostgres> => (running = await start());
afterEach(async () => {
  await running?.stop();
  running = undefined;
});
afterAll(() => rmSync(dataDir, { recursive: true, force: true }));

const query = async (url: string, sql: string): Promise<unknown> => {
  const client = new pg.Client({ connectionString: url });
  // The server is killed under it in some tests.
  client.on("error", () => undefined);
  await client.connect();
  try {
    return Object.values((await client.query<Record<string, unknown>>(sql)).rows[0] ?? {})[0];
  } finally {
    await client.end();
  }
};

describe("startEmbeddedPostgres", () => {
  it("makes a cluster, throwing away what an interrupted attempt left, and stops without leaving a process", async () => {
    mkdirSync(path.join(paths.folder, "cluster.draft-dead", "base"), { recursive: true });
    const db = await started();
    expect(db.how).toBe("created");
    expect(await query(db.url, "SELECT rolsuper FROM pg_roles WHERE rolname = current_user")).toBe(false);
    expect(
      await query(db.url, "SELECT datcollate || upper('ä') FROM pg_database WHERE datname = current_database()"),
    ).toBe("CÄ");
    await query(db.url, "CREATE TABLE kept AS SELECT 42 AS value");
    expect(statSync(paths.connection).mode & 0o777).toBe(0o600);
    await db.stop();
    expect(await isAlive(db.pid)).toBe(false);
    await expect(db.exited).resolves.toBeUndefined();
    expect(await findEmbeddedUrl(dataDir)).toBeNull();
  });

  it("starts again on the same port with the same data, and is found by others", async () => {
    const db = await started();
    expect(db.how).toBe("started");
    expect(await query(db.url, "SELECT value FROM kept")).toBe(42);
    expect(await findEmbeddedUrl(dataDir)).toBe(db.url);
  });

  it("takes over the server of a starter that was killed", async () => {
    const script = `import { startEmbeddedPostgres } from "./server/db/embedded/start.ts";
      const db = await startEmbeddedPostgres(${JSON.stringify({ dataDir })});
      console.log(db.pid); setInterval(() => undefined, 1000);`;
    const starter = spawn(process.execPath, ["--input-type=module-typescript", "--eval", script], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    const pid: string = await new Promise((resolve) => starter.stdout.setEncoding("utf8").once("data", resolve));
    starter.kill("SIGKILL");
    await once(starter, "exit");
    const db = await started();
    expect(db).toMatchObject({ how: "adopted", pid: Number(pid) });
    expect(await query(db.url, "SELECT value FROM kept")).toBe(42);
    await db.stop();
    expect(await isAlive(db.pid)).toBe(false);
  });

  it("waits for a killed server's last backends and recovers what was committed", async () => {
    const db = await started();
    const clients = await Promise.all(
      Array.from({ length: 8 }, async () => {
        const client = new pg.Client({ connectionString: db.url });
        client.on("error", () => undefined);
        await client.connect();
        return client;
      }),
    );
    await query(db.url, "INSERT INTO kept VALUES (43)");
    process.kill(db.pid, "SIGKILL");
    const again = await started();
    expect(again.how).toBe("started");
    expect(await query(again.url, "SELECT max(value) FROM kept")).toBe(43);
    await Promise.all(clients.map((client) => client.end().catch(() => undefined)));
  });

  it("is not fooled by a stale lock whose process id belongs to somebody else by now", async () => {
    const db = await started();
    process.kill(db.pid, "SIGKILL");
    await db.exited;
    const lock = path.join(paths.cluster, "postmaster.pid");
    writeFileSync(lock, readFileSync(lock, "utf8").replace(/^\d+/, String(process.pid)));
    expect(readPostmaster(paths.cluster)?.pid).toBe(process.pid);
    expect(await findEmbeddedUrl(dataDir)).toBeNull();
    const again = await started();
    expect(again.how).toBe("started");
  });

  it("moves to another port when its own was taken", async () => {
    const { port } = await started();
    await running?.stop();
    const squatter = createServer().listen(port, "127.0.0.1");
    await once(squatter, "listening");
    const db = await started();
    expect(db.port).not.toBe(port);
    expect(await query(db.url, "SELECT count(*)::int FROM kept")).toBe(2);
    squatter.close();
  });

  it("does not open a cluster of another major version", async () => {
    const version = path.join(paths.cluster, "PG_VERSION");
    const own = readFileSync(version, "utf8");
    writeFileSync(version, "15\n");
    await expect(start()).rejects.toThrow(/made by PostgreSQL 15; this version of Spiral brings \d+/);
    writeFileSync(version, own);
  });

  it("says that the password is gone rather than making a new cluster", async () => {
    const connection = readFileSync(paths.connection);
    rmSync(paths.connection);
    await expect(start()).rejects.toThrow(/holds the password of the database beside it/);
    writeFileSync(paths.connection, connection, { mode: 0o600 });
  });
});

describe("findPostgresBinaries", () => {
  it("names the way out where no binaries exist", () => {
    expect(() => findPostgresBinaries("sunos", "sparc")).toThrow(
      /no embedded PostgreSQL for sunos on sparc.*set DATABASE_URL/,
    );
  });
});

describe.skipIf(process.platform === "win32")("assertReachable", () => {
  it("names the first folder that the unprivileged user may not enter", () => {
    const folder = mkdtempSync(path.join(tmpdir(), "spiral-private-"));
    const inner = path.join(folder, "app");
    mkdirSync(inner);
    const stranger = { uid: 4_000_001, gid: 4_000_001, name: "postgres" };
    expect(() => assertReachable(inner, stranger, "its program")).toThrow(
      new RegExp(`cannot reach its program .*${folder} is private.*DATABASE_URL`),
    );
    chmodSync(folder, 0o711);
    expect(() => assertReachable(inner, stranger, "its program")).not.toThrow();
    rmSync(folder, { recursive: true });
  });
});
