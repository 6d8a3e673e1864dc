import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { copyProject, type ProjectCopy } from "../server/testing/project-copy.ts";
import { programsMarked, startProcess, type StartedProcess } from "../server/testing/started-process.ts";

// The life of one installation, from a fresh clone on; each test goes on where the one before has ended.
describe.runIf(process.platform === "linux")("npm start", { timeout: 180_000 }, () => {
  const dataDir = path.join(tmpdir(), `spiral-start-${randomBytes(4).toString("hex")}`);
  let project: ProjectCopy;
  let port: number;
  let running: StartedProcess;

  const start = (env: Record<string, string> = {}): StartedProcess => {
    const { SPIRAL_SECRET_KEY: _, ...inherited } = process.env;
    return startProcess(process.execPath, ["scripts/start.ts"], {
      cwd: project.folder,
      env: { ...inherited, NODE_ENV: "test", SPIRAL_DATA_DIR: dataDir, PORT: String(port), ...env },
    });
  };
  const ready = () => running.says(/Spiral is ready at (\S+)/);
  const page = async (): Promise<string> => (await fetch(`http://127.0.0.1:${port}/`)).text();
  /** What runs for this installation, by what it is. */
  const alive = (): string[] =>
    programsMarked(dataDir)
      .map(
        ({ commandLine }) =>
          /scripts\/\w+\.ts|next\/dist\/bin\/next|bin\/postgres|postgres: /.exec(commandLine)?.[0] ?? commandLine,
      )
      .filter((name) => name !== "postgres: ")
      .toSorted();
  const pidOf = (part: string): number => {
    const found = programsMarked(dataDir).find(({ commandLine }) => commandLine.includes(part));
    // Never 0: as the target of a signal that is our own process group.
    if (!found) throw new Error(`No process runs ${part}.`);
    return found.pid;
  };
  const everything = ["bin/postgres", "scripts/runner.ts", "scripts/start.ts", "scripts/web.ts"];

  beforeAll(async () => {
    project = copyProject();
    const server = createServer().listen(0, "127.0.0.1");
    await once(server, "listening");
    const address = server.address();
    port = typeof address === "object" && address ? address.port : 0;
    server.close();
  });
  afterAll(() => {
    for (const { pid } of programsMarked(dataDir)) process.kill(pid, "SIGKILL");
    project[Symbol.dispose]();
    rmSync(dataDir, { recursive: true, force: true });
  });

  it("says which setting is wrong", async () => {
    const wrong = start({ PORT: "http" });
    expect(await wrong.ended()).toBe(1);
    expect(wrong.output()).toMatch(/cannot start\. A setting is wrong:\n +PORT is "http"; expected a port.*PORT=3000/);
  });

  it("killed in the middle of its first build, leaves no process", async () => {
    running = start();
    await running.says(/Building the dashboard/);
    await expect.poll(alive).toContain("next/dist/bin/next");
    running.child.kill("SIGKILL");
    await expect.poll(alive, { timeout: 30_000 }).toEqual([]);
  });

  it("builds, brings a database, and gives the address and a one-time setup link", async () => {
    running = start();
    expect((await ready())[1]).toBe(`http://127.0.0.1:${port}`);
    expect(running.output()).toMatch(/Dashboard built[\s\S]*a new database[\s\S]*brought up to date/);
    expect((await running.says(/(\S+)\/setup\?token=[\w-]{43}/))[1]).toBe(`http://127.0.0.1:${port}`);
    expect(await page()).toContain("A page of the copy.");
    expect(alive()).toEqual(everything);
  });

  it("refuses to run twice from one data folder, naming the other", async () => {
    const second = start({ PORT: "0" });
    expect(await second.ended()).toBe(1);
    expect(second.output()).toContain(
      `already runs from ${dataDir} (process ${running.child.pid}, http://127.0.0.1:${port})`,
    );
  });

  it("names a port that is taken", async () => {
    const second = start({ SPIRAL_DATA_DIR: `${dataDir}-second` });
    expect(await second.ended()).toBe(1);
    expect(second.output()).toMatch(new RegExp(`Port ${port} on 127.0.0.1 is in use.*PORT=${port + 1} npm start`));
    rmSync(`${dataDir}-second`, { recursive: true });
  });

  it("says that the database of DATABASE_URL is down, and leaves nothing running", async () => {
    const other = `${dataDir}-third`;
    const without = start({
      SPIRAL_DATA_DIR: other,
      PORT: "0",
      DATABASE_URL: "postgresql://me:pass-word@127.0.0.1:9/spiral",
    });
    expect(await without.ended()).toBe(1);
    expect(without.output()).toMatch(
      /cannot start\. No PostgreSQL answers at 127\.0\.0\.1:9 \(ECONNREFUSED\)\. Start it, or/,
    );
    expect(without.output()).not.toContain("pass-word");
    expect(programsMarked(other)).toEqual([]);
    rmSync(other, { recursive: true });
  });

  it.each(["web", "runner"])("starts %s again when it dies", async (part) => {
    const before = pidOf(`scripts/${part}.ts`);
    process.kill(before, "SIGKILL");
    await running.says(part === "web" ? /The dashboard ended by SIGKILL/ : /The runner ended by SIGKILL/);
    await expect.poll(() => pidOf(`scripts/${part}.ts`), { timeout: 30_000 }).not.toBe(before);
    await expect.poll(() => page().catch(String), { timeout: 30_000 }).toContain("A page of the copy.");
  });

  it("starts the database again when it dies", async () => {
    process.kill(pidOf("bin/postgres"), "SIGKILL");
    await running.says(/The database runs again/);
    expect(alive()).toContain("bin/postgres");
  });

  it("ends everything at SIGTERM, at once although an event stream is open", async () => {
    const stream = await fetch(`http://127.0.0.1:${port}/stream`);
    const reader = stream.body?.getReader();
    await reader?.read();
    const began = performance.now();
    running.child.kill("SIGTERM");
    expect(await running.ended()).toBe(0);
    expect(performance.now() - began).toBeLessThan(10_000);
    expect(alive()).toEqual([]);
    // An error, not an end: browsers take an end for "complete" and an error for "connect again".
    await expect(
      (async () => {
        while ((await reader?.read())?.done === false);
      })(),
    ).rejects.toThrow(/terminated/);
  });

  it("killed, leaves at most the database, which the next start takes over, building what has changed since", async () => {
    running = start();
    await ready();
    expect(running.output()).not.toMatch(/Building|generated/);
    const database = pidOf("bin/postgres");
    running.child.kill("SIGKILL");
    await expect.poll(alive, { timeout: 30_000 }).toEqual(["bin/postgres"]);
    writeFileSync(
      path.join(project.folder, "app/page.tsx"),
      "export default function Page() { return <p>Another page.</p>; }",
    );
    running = start();
    await ready();
    expect(running.output()).toMatch(/Building[\s\S]*which still ran/);
    expect(await page()).toContain("Another page.");
    expect(pidOf("bin/postgres")).toBe(database);
    running.child.kill("SIGINT");
    expect(await running.ended()).toBe(0);
    expect(alive()).toEqual([]);
  });
});
