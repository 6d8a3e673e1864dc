import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { readFile, realpath } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { OpenedFolder, readUpTo } from "./opened-folder.ts";
import { walkFolder } from "./walk-folder.ts";
import { readWorkspaceFile } from "./workspace-files.ts";

/**
 * Another process that swaps a file, and the folder that it is in, for links to a canary outside, as fast as it can.
 * Ends with its stdin, so with this process at the latest.
 */
const swapper = `
  const { renameSync, symlinkSync, unlinkSync } = require("node:fs");
  const [files, outside] = process.argv.slice(1);
  process.chdir(files);
  process.stdin.on("end", () => process.exit()).resume();
  const swap = (name, target) => {
    renameSync(name, "aside");
    symlinkSync(target, name);
    unlinkSync(name);
    renameSync("aside", name);
  };
  const round = () => {
    for (let times = 0; times < 100; times += 1) {
      swap("inner", outside);
      swap("inner/a.txt", outside + "/a.txt");
    }
    setImmediate(round);
  };
  process.stdout.write("swapping");
  round();
`;
const canary = "canary";

const setUp = async () => {
  const folder = mkdtempSync(path.join(tmpdir(), "spiral-race-"));
  const files = path.join(folder, "prj", "files");
  const outside = path.join(folder, "outside");
  mkdirSync(path.join(files, "inner"), { recursive: true });
  mkdirSync(outside);
  writeFileSync(path.join(outside, "a.txt"), canary);
  writeFileSync(path.join(files, "inner", "a.txt"), "its own");
  const child = spawn(process.execPath, ["-e", swapper, files, outside], { stdio: ["pipe", "pipe", "inherit"] });
  const ended = once(child, "exit");
  onTestFinished(async () => {
    child.stdin.end();
    await ended;
    rmSync(folder, { recursive: true });
  });
  await once(child.stdout, "data");
  return { files, isSwapping: () => child.exitCode === null };
};

/** How often each thing came out of so many tries, eight at a time. */
const tries = async (times: number, once_: () => Promise<string>): Promise<Record<string, number>> => {
  const counts: Record<string, number> = {};
  let left = times;
  const keepTrying = async (): Promise<void> => {
    while (left > 0) {
      left -= 1;
      const result = await once_();
      counts[result] = (counts[result] ?? 0) + 1;
    }
  };
  await Promise.all(Array.from({ length: 8 }, keepTrying));
  return counts;
};

/** What one would write without thinking of it: the path is checked, and then used. */
const naiveRead = async (files: string, name: string): Promise<string> => {
  const resolved = await realpath(path.join(files, name)).catch(() => null);
  if (resolved === null || !resolved.startsWith(`${await realpath(files)}/`)) return "refused";
  return readFile(resolved, "utf8").catch(() => "absent");
};

const safeRead = async (files: string, name: string): Promise<string> => {
  const found = await readWorkspaceFile(files, name, 100);
  return found.outcome === "read" ? found.content.toString() : found.outcome;
};

describe("while another process swaps folders and files for links", () => {
  test("100,000 readings leak nothing, where checking the path first does", { timeout: 60_000 }, async () => {
    const { files, isSwapping } = await setUp();
    const safe = await tries(100_000, () => safeRead(files, "inner/a.txt"));
    expect(safe[canary]).toBeUndefined();
    // Both were met often: the file itself, and what it was swapped for.
    expect(safe["its own"]).toBeGreaterThan(100);
    expect(safe["refused"]).toBeGreaterThan(100);
    // The same tries, and the same swapping, find what a window there is.
    let leaked = 0;
    for (let batch = 0; batch < 10 && leaked === 0; batch += 1)
      leaked += (await tries(10_000, () => naiveRead(files, "inner/a.txt")))[canary] ?? 0;
    expect(leaked).toBeGreaterThan(0);
    expect(isSwapping()).toBe(true);
  });

  test("5,000 walks open nothing outside", { timeout: 60_000 }, async () => {
    const { files, isSwapping } = await setUp();
    const counts = await tries(5_000, async () => {
      const root = await OpenedFolder.openInWorkspace(files);
      const read: string[] = [];
      for await (const { folder, name, stat } of root === null ? [] : walkFolder(root, { maxDepth: 5 })) {
        const found = stat.isFile() ? await folder.file(name) : null;
        if (found?.outcome !== "opened") continue;
        read.push((await readUpTo(found.handle, 100)).toString());
        await found.handle.close();
      }
      await root?.close();
      return read.includes(canary) ? canary : (read[0] ?? "nothing");
    });
    expect(counts[canary]).toBeUndefined();
    expect(counts["its own"]).toBeGreaterThan(50);
    expect(isSwapping()).toBe(true);
  });
});

test("what a link leads to is not opened at all, so nothing that is woken by an opening is", async () => {
  const folder = mkdtempSync(path.join(tmpdir(), "spiral-race-"));
  const [files, outside] = [path.join(folder, "prj", "files"), path.join(folder, "outside")];
  mkdirSync(files, { recursive: true });
  mkdirSync(outside);
  const pipe = path.join(outside, "pipe");
  execFileSync("mkfifo", [pipe]);
  // Waits until somebody opens the pipe for reading.
  const writer = spawn("sh", ["-c", 'echo ready; echo woken > "$1"', "sh", pipe], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const ended = once(writer, "exit");
  onTestFinished(() => rmSync(folder, { recursive: true }));
  await once(writer.stdout, "data");

  symlinkSync(outside, path.join(files, "inner"));
  symlinkSync(pipe, path.join(files, "link"));
  for (let times = 0; times < 200; times += 1)
    expect([await safeRead(files, "inner/pipe"), await safeRead(files, "link")]).toEqual(["refused", "refused"]);
  expect(writer.exitCode).toBeNull();
  expect(await readFile(pipe, "utf8")).toBe("woken\n");
  await ended;
});
