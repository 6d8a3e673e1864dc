import { mkdirSync, mkdtempSync, linkSync, rmSync, symlinkSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import {
  createWorkspaceGuard,
  measureByDu,
  noFreeSpace,
  pauseAfter,
  type MeasureWorkspace,
  type WorkspaceGuardOptions,
} from "./workspace-guard.ts";

const mebibyte = 1024 * 1024;
const quick = { freeEveryMs: 5, sizeEveryMs: 5, share: 0.9 };

const workspaceOnDisk = () => {
  const dataDir = mkdtempSync(path.join(tmpdir(), "spiral-guard-"));
  onTestFinished(() => rmSync(dataDir, { recursive: true, force: true }));
  const workspace = { filesPath: path.join(dataDir, "files"), homePath: path.join(dataDir, "home") };
  for (const folder of Object.values(workspace)) mkdirSync(folder);
  const write = (name: string, megabytes: number): string => {
    const file = path.join(dataDir, name);
    writeFileSync(file, Buffer.alloc(megabytes * mebibyte, "x"));
    return file;
  };
  return { dataDir, workspace, write };
};

const guarded = (options: WorkspaceGuardOptions) => {
  const guard = createWorkspaceGuard({ rules: quick, ...options });
  onTestFinished(() => guard.stop());
  guard.watch();
  return guard;
};

/** A text with these words in it, as a part of an expected value. */
const saying = (words: string): unknown => expect.stringContaining(words);

describe("workspace guard", () => {
  test("ends an attempt whose files have outgrown the limit, and says by how much", async () => {
    const { dataDir, workspace, write } = workspaceOnDisk();
    write("files/small", 1);
    const measured: unknown[] = [];
    const measure: MeasureWorkspace = async (...given) => {
      const size = await measureByDu(...given);
      measured.push(size);
      return size;
    };
    const guard = guarded({ workspace, dataDir, limitMb: 8, measure });
    await expect.poll(() => measured.length).toBeGreaterThan(1);
    expect(guard).toMatchObject({ error: null, signal: { aborted: false } });
    write("files/large", 6);
    write("home/transcript", 4);
    await expect.poll(() => guard.signal.aborted).toBe(true);
    expect(guard.error).toMatchObject({ class: "out_of_space" });
    expect(guard.error?.message).toMatch(
      /grown to 12 MB \(files 7 MB, Claude Code's home 4 MB\).*8 MB are allowed \(SPIRAL_SANDBOX_WORKSPACE_MB=8\)/,
    );
  });

  test("counts what a workspace takes of the disk: no holes, no second names, nothing that a link leads to", async () => {
    const { workspace, write } = workspaceOnDisk();
    const file = write("files/plain", 2);
    linkSync(file, path.join(workspace.homePath, "same"));
    writeFileSync(path.join(workspace.filesPath, "hole"), "");
    truncateSync(path.join(workspace.filesPath, "hole"), 4_096 * mebibyte);
    symlinkSync("/usr", path.join(workspace.filesPath, "usr"));
    const size = await measureByDu(workspace, new AbortController().signal);
    expect(size?.files).toBeGreaterThanOrEqual(2 * mebibyte);
    expect(size?.files).toBeLessThan(2.2 * mebibyte);
    expect(size?.home).toBeLessThan(0.1 * mebibyte);
  });

  test("says nothing of a workspace that cannot be measured", async () => {
    const { workspace } = workspaceOnDisk();
    rmSync(workspace.homePath, { recursive: true });
    expect(await measureByDu(workspace, new AbortController().signal)).toBeNull();
    expect(await measureByDu(workspace, AbortSignal.abort())).toBeNull();
  });

  test("ends an attempt when the disk is full, and lets none begin", async () => {
    const { dataDir, workspace } = workspaceOnDisk();
    const rules = { ...quick, leastFreeBytes: Number.MAX_SAFE_INTEGER };
    const guard = guarded({ workspace, dataDir, limitMb: 8, rules });
    await expect.poll(() => guard.signal.aborted).toBe(true);
    expect(guard.error).toMatchObject({ class: "out_of_space", message: saying("disk") });
    expect(await noFreeSpace(dataDir, rules.leastFreeBytes)).toEqual(guard.error);
    expect(await noFreeSpace(dataDir, 1)).toBeNull();
  });

  test("measures nothing before there are processes, and nothing after the end", async () => {
    const { dataDir, workspace } = workspaceOnDisk();
    let begun = 0;
    let ended = 0;
    const measure: MeasureWorkspace = async (_, signal) => {
      begun += 1;
      await new Promise((resolve) => signal.addEventListener("abort", resolve, { once: true }));
      ended += 1;
      return { files: Number.MAX_SAFE_INTEGER, home: 0 };
    };
    const guard = createWorkspaceGuard({ workspace, dataDir, limitMb: 8, rules: quick, measure });
    expect(begun).toBe(0);
    guard.watch();
    guard.watch();
    await guard.stop();
    expect({ begun, ended }).toEqual({ begun: 1, ended: 1 });
    // What was found after the end is nobody's error any more.
    expect(guard).toMatchObject({ error: null, signal: { aborted: false } });
  });

  test("measuring takes at most a twentieth of the time", () => {
    expect(pauseAfter(10)).toBe(3_000);
    expect(pauseAfter(1_000)).toBeCloseTo(19_000);
  });
});
