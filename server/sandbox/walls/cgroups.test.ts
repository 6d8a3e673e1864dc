import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { isRunnerAlive, runnerMarkerOf } from "../process-marker.ts";
import { until } from "../testing-sandbox.ts";
import { findCgroups } from "./cgroups.ts";
import { cgroupsOf, testingLimits, testingWalls } from "./testing-walls.ts";

const cgroups = await findCgroups();

const temporaryFolder = (): string => {
  const folder = mkdtempSync(path.join(tmpdir(), "spiral-cgroups-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
};

describe.skipIf(cgroups === null)("cgroups (where they can be used)", () => {
  test("a sweep removes what a dead runner has left, and nothing that a living one is about to use", async () => {
    if (cgroups === null) return;
    const folder = temporaryFolder();
    const runner = spawn("sleep", ["600"]);
    const dying = await runnerMarkerOf(folder, runner.pid ?? 0);
    const living = await runnerMarkerOf(folder, process.pid);
    const left = await cgroups.open(dying, testingLimits);
    const used = await cgroups.open(living, testingLimits);
    onTestFinished(() => cgroups.close([...left, ...used]));
    await cgroups.sweep();
    expect([...left, ...used].filter((group) => !existsSync(group))).toEqual([]);
    runner.kill("SIGKILL");
    await until("the runner is dead", async () => !(await isRunnerAlive(dying)));
    await cgroups.sweep();
    expect(left.filter((group) => existsSync(group))).toEqual([]);
    expect(used.filter((group) => !existsSync(group))).toEqual([]);
  });

  test("a sandbox's processes are in its group, which is gone when they have ended", async () => {
    const { open, folder } = await testingWalls();
    const sandbox = await open("prj_one");
    const child = sandbox.start({
      command: "sh",
      args: ["-c", "setsid env -i sleep 600 & sleep 600"],
      cwd: sandbox.inside.workspacePath,
      env: sandbox.environment,
      doors: [],
    });
    const groups = cgroupsOf(folder);
    expect(groups.length).toBeGreaterThan(0);
    const members = (group: string): number =>
      readFileSync(path.join(group, "cgroup.procs"), "utf8").split("\n").length - 1;
    // bwrap twice, the shell, and what it has started.
    await until("all are in all groups", () => groups.every((group) => members(group) === 5), 3_000);
    expect(await sandbox.end()).toBe(0);
    expect(cgroupsOf(folder)).toEqual([]);
    await child.exited;
  });
});
