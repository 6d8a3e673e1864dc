import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { isAlive } from "../platform/processes.ts";
import { childEnvironment } from "./environment.ts";
import { isRunnerAlive, runnerMarkerOf } from "./process-marker.ts";
import { reapOrphans } from "./reaper.ts";
import { fileAppears, testingSandboxes, until } from "./testing-sandbox.ts";

const daemon = "setsid sh -c 'echo $$ > daemon; exec sleep 600' >/dev/null 2>&1 & sleep 600";

describe("sandbox", () => {
  test("an attempt's processes end together, another attempt's live on", async () => {
    const { sandboxes, folder, open } = await testingSandboxes();
    const start = async (marker: string, script: string) => {
      const sandbox = await open(marker);
      return sandbox.start({
        command: "/bin/sh",
        args: ["-c", script],
        cwd: folder,
        env: sandbox.environment,
        doors: [],
      });
    };
    await start("att_one", daemon);
    const other = await start("att_two", "echo $$ > other; exec sleep 600");
    await fileAppears(path.join(folder, "daemon"));
    await fileAppears(path.join(folder, "other"));
    expect(await sandboxes.endProcessTree("att_one")).toBe(0);
    expect((await sandboxes.listMarked()).map((entry) => entry.markers["SPIRAL_ATTEMPT"])).toEqual(["att_two"]);
    expect(await other.end()).toBe(0);
    expect(await other.exited).toMatchObject({ status: null, signal: "SIGKILL" });
  });

  test("says why something could not be started instead of throwing", async () => {
    const { folder, open } = await testingSandboxes();
    const sandbox = await open("att");
    const more = { cwd: folder, env: sandbox.environment, doors: [] };
    const missing = sandbox.start({ command: "/no/such/program", args: [], ...more });
    expect(await missing.exited).toEqual({ status: null, signal: null, startError: "ENOENT" });
    const tooLong = sandbox.start({ command: "/bin/true", args: ["x".repeat(3_000_000)], ...more });
    expect((await tooLong.exited).startError).toBe("E2BIG");
    expect(await missing.end()).toBe(0);
  });

  test("a runner that is killed takes everything along, by its reaper", async () => {
    const { folder } = await testingSandboxes();
    const runner = spawn(process.execPath, [path.join(import.meta.dirname, "testing-runner.ts"), folder, daemon], {
      stdio: ["ignore", "inherit", "inherit"],
      env: { ...process.env },
    });
    await fileAppears(path.join(folder, "daemon"));
    const pid = Number(readFileSync(path.join(folder, "daemon"), "utf8"));
    const shell = Number(readFileSync(path.join(folder, "shell"), "utf8"));
    const reaper = Number(readFileSync(path.join(folder, "reaper"), "utf8"));
    expect([await isAlive(pid), await isAlive(shell), await isAlive(reaper)]).toEqual([true, true, true]);
    const before = performance.now();
    runner.kill("SIGKILL");
    await until("what it had started is gone", async () => !(await isAlive(pid)) && !(await isAlive(shell)));
    expect(performance.now() - before).toBeLessThan(10_000);
    await until("its reaper is gone", async () => !(await isAlive(reaper)));
  });

  test("a runner that starts ends what a dead one left, and not what a living one has", async () => {
    const { sandboxes, folder, open } = await testingSandboxes();
    const sandbox = await open("att_new");
    const dead = spawn("/bin/sh", ["-c", "exec sleep 600"]);
    const deadMarker = await runnerMarkerOf(folder, dead.pid ?? 0);
    dead.kill("SIGKILL");
    // Dead, whether or not somebody has collected it yet.
    await until("it is dead", async () => !(await isRunnerAlive(deadMarker)));
    const orphan = spawn("/bin/sh", ["-c", daemon], {
      cwd: folder,
      detached: true,
      stdio: "ignore",
      env: { ...process.env, SPIRAL_RUNNER: deadMarker, SPIRAL_ATTEMPT: "att_old" },
    });
    const mine = sandbox.start({
      command: "/bin/sh",
      args: ["-c", "exec sleep 600"],
      cwd: folder,
      env: sandbox.environment,
      doors: [],
    });
    await fileAppears(path.join(folder, "daemon"));
    expect(await reapOrphans(path.join(folder, "another-data-directory"))).toEqual({ found: 0, left: 0 });
    const reaped = await reapOrphans(folder);
    expect(reaped.left).toBe(0);
    expect(reaped.found).toBeGreaterThanOrEqual(2);
    expect(await isAlive(orphan.pid ?? 0)).toBe(false);
    expect((await sandboxes.listMarked()).map((entry) => entry.markers["SPIRAL_ATTEMPT"])).toEqual(["att_new"]);
    await mine.end();
  });
});

test("childEnvironment passes on what it lists and nothing else", () => {
  const env = childEnvironment({
    host: {
      PATH: "/app/node_modules/.bin:/usr/bin::relative",
      USER: "ada",
      DATABASE_URL: "postgresql://secret",
      ANTHROPIC_API_KEY: "secret",
      npm_config_registry: "http://somewhere",
      HTTPS_PROXY: "http://name:password@proxy:3128",
      HTTP_PROXY: "http://proxy:3128",
    },
    homePath: "/home/of/project",
    temporaryPath: "/home/of/project/tmp",
    nodePath: "/opt/node/bin/node",
  });
  expect(env).toEqual({
    LANG: "C.UTF-8",
    SHELL: "/bin/sh",
    USER: "ada",
    HTTP_PROXY: "http://proxy:3128",
    PATH: "/opt/node/bin:/usr/bin",
    HOME: "/home/of/project",
    TMPDIR: "/home/of/project/tmp",
  });
});
