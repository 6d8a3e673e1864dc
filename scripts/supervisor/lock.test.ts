import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { startMarkOf } from "../../server/platform/processes.ts";
import { takeLock } from "./lock.ts";

let dataDir: string;
beforeEach(() => {
  dataDir = mkdtempSync(path.join(tmpdir(), "spiral-lock-"));
});
afterEach(() => rmSync(dataDir, { recursive: true }));

const holdBy = (holder: unknown): void => writeFileSync(path.join(dataDir, "supervisor.json"), JSON.stringify(holder));

describe("takeLock", () => {
  it("is held by one at a time and let go", async () => {
    const release = await takeLock(dataDir, "http://localhost:3000");
    await expect(takeLock(dataDir, "http://localhost:3001")).rejects.toThrow(
      /already runs from .*process \d+, http:\/\/localhost:3000/,
    );
    release();
    expect(readdirSync(dataDir)).toEqual([]);
    (await takeLock(dataDir, "http://localhost:3000"))();
  });

  it("is taken by exactly one of many that come at once upon a stale one", async () => {
    holdBy({ pid: 2_147_483_647, mark: "gone", address: "x" });
    const results = await Promise.allSettled(Array.from({ length: 10 }, () => takeLock(dataDir, "x")));
    expect(results.filter((result) => result.status === "fulfilled")).toHaveLength(1);
    expect(readdirSync(dataDir)).toEqual(["supervisor.json"]);
  });

  it("is not fooled by a process id that was given away again", async () => {
    const other = spawn(process.execPath, ["--eval", "setInterval(() => undefined, 1000)"]);
    await once(other, "spawn");
    holdBy({ pid: other.pid, mark: "an earlier process", address: "x" });
    (await takeLock(dataDir, "x"))();
    holdBy({ pid: other.pid, mark: await startMarkOf(other.pid ?? 0), address: "x" });
    await expect(takeLock(dataDir, "x")).rejects.toThrow(/already runs/);
    other.kill("SIGKILL");
    await once(other, "exit");
    (await takeLock(dataDir, "x"))();
  });

  it("takes a damaged file for nobody's", async () => {
    writeFileSync(path.join(dataDir, "supervisor.json"), "{ half");
    const release = await takeLock(dataDir, "x");
    expect(readdirSync(dataDir)).toEqual(["supervisor.json"]);
    release();
  });
});
