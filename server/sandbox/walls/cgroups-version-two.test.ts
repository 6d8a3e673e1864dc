import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { runnerMarkerOf } from "../process-marker.ts";
import { findCgroups } from "./cgroups.ts";
import { testingLimits } from "./testing-limits.ts";

/**
 * An ordinary folder in the place of a version 2 hierarchy: what would be written is a file here, and no kernel holds
 * anyone to it. A real one was not to be had where this was written.
 */
const hierarchy = (controllers: string) => {
  const root = mkdtempSync(path.join(tmpdir(), "spiral-cgroup2-"));
  onTestFinished(() => rmSync(root, { recursive: true, force: true }));
  writeFileSync(path.join(root, "cgroup.subtree_control"), `${controllers}\n`);
  writeFileSync(path.join(root, "cgroup.procs"), "");
  return root;
};

const marker = await runnerMarkerOf(tmpdir(), process.pid);

describe("cgroups of version 2", () => {
  test("a sandbox has one group with all its limits", async () => {
    const cgroups = await findCgroups(hierarchy("cpuset cpu io memory pids"));
    expect(cgroups?.version).toBe(2);
    const [folder = "", ...more] = (await cgroups?.open(marker, testingLimits)) ?? [];
    expect(more).toEqual([]);
    const limit = (file: string): string => readFileSync(path.join(folder, file), "utf8");
    expect(limit("memory.max")).toBe(String(testingLimits.memoryBytes));
    expect(limit("memory.swap.max")).toBe("0");
    expect(limit("memory.oom.group")).toBe("1");
    expect(limit("pids.max")).toBe(String(testingLimits.processes));
    // 400 % is four cores' time in each period.
    expect(limit("cpu.max")).toBe("400000 100000");
  });

  test("processor time is not limited where its controller is not to be had", async () => {
    const cgroups = await findCgroups(hierarchy("memory pids"));
    const [folder = ""] = (await cgroups?.open(marker, testingLimits)) ?? [];
    expect(existsSync(path.join(folder, "memory.max"))).toBe(true);
    expect(existsSync(path.join(folder, "cpu.max"))).toBe(false);
  });

  test.each(["", "memory", "pids", "cpu io"])("controllers %j are not enough", async (controllers) => {
    const root = hierarchy(controllers);
    expect(await findCgroups(root)).toBeNull();
    expect(readdirSync(root).toSorted()).toEqual(["cgroup.procs", "cgroup.subtree_control"]);
  });

  test("a closed group is gone, and so are those of dead runners after a sweep", async () => {
    const root = hierarchy("memory pids");
    const cgroups = await findCgroups(root);
    // As the kernel shows them: its files go with the folder, these would keep it.
    const empty = path.join(root, `spiral-${marker.replaceAll(":", ".")}-1`);
    const dead = path.join(root, "spiral-0123456789abcdef.999999999.0123456789ab-1");
    const foreign = path.join(root, "other.slice");
    for (const folder of [empty, dead, foreign]) mkdirSync(folder);
    await cgroups?.sweep();
    expect([empty, dead, foreign].map((folder) => existsSync(folder))).toEqual([true, false, true]);
    await cgroups?.close([empty]);
    expect(existsSync(empty)).toBe(false);
  });
});
