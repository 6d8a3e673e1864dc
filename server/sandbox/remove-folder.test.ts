import { spawn } from "node:child_process";
import { once } from "node:events";
import {
  chmodSync,
  chownSync,
  linkSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { removeFolder, type Removal } from "./remove-folder.ts";
import { makeDeep, makeOdd } from "./testing-trees.ts";

const setUp = () => {
  const folder = mkdtempSync(path.join(tmpdir(), "spiral-remove-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const workspaces = path.join(folder, "data", "workspaces");
  const tree = path.join(workspaces, "prj_one");
  mkdirSync(path.join(tree, "files"), { recursive: true });
  const outside = path.join(folder, "outside");
  mkdirSync(outside);
  writeFileSync(path.join(outside, "kept"), "kept");
  return { workspaces, tree, outside };
};

const remove = (workspaces: string, options: { name?: string; signal?: AbortSignal } = {}): Promise<Removal> =>
  removeFolder(workspaces, { name: "prj_one", mark: "m1", signal: AbortSignal.timeout(30_000), ...options });

const removed: Removal = { outcome: "removed" };

describe("removeFolder", () => {
  test("leaves nothing: odd names, read-only folders, pipes; and a neighbour untouched", async () => {
    const { workspaces, tree } = setUp();
    makeOdd(tree);
    makeOdd(path.join(tree, "files"));
    mkdirSync(path.join(workspaces, "prj_two"));
    expect(await remove(workspaces)).toEqual(removed);
    expect(readdirSync(workspaces)).toEqual(["prj_two"]);
    expect(await remove(workspaces)).toEqual(removed);
  });

  test("leaves nothing of a tree of 3,000 levels", { timeout: 60_000 }, async () => {
    const { workspaces, tree } = setUp();
    makeDeep(path.join(tree, "files"), 3_000);
    expect(await remove(workspaces)).toEqual(removed);
    expect(readdirSync(workspaces)).toEqual([]);
  });

  test("follows no links: what they lead to stays, and so does a file's other name", async () => {
    const { workspaces, tree, outside } = setUp();
    symlinkSync(outside, path.join(tree, "files", "outside"));
    symlinkSync(path.join(outside, "kept"), path.join(tree, "files", "kept"));
    linkSync(path.join(outside, "kept"), path.join(tree, "files", "same"));
    symlinkSync(outside, path.join(workspaces, "prj_link"));
    expect(await remove(workspaces)).toEqual(removed);
    expect(await remove(workspaces, { name: "prj_link" })).toEqual(removed);
    expect(readdirSync(workspaces)).toEqual([]);
    expect(readFileSync(path.join(outside, "kept"), "utf8")).toBe("kept");
  });

  test("works where an admin has linked the folder of all workspaces to another disk, and where there is none", async () => {
    const { workspaces, outside } = setUp();
    mkdirSync(path.join(outside, "prj_one"));
    rmSync(workspaces, { recursive: true });
    expect(await remove(workspaces)).toEqual(removed);
    symlinkSync(outside, workspaces);
    expect(await remove(workspaces)).toEqual(removed);
    expect(readdirSync(outside)).toEqual(["kept"]);
  });

  test("stops when there is no time, out of everybody's way, and goes on where it was", async () => {
    const { workspaces, tree } = setUp();
    makeOdd(tree);
    expect(await remove(workspaces, { signal: AbortSignal.abort() })).toMatchObject({ outcome: "left" });
    const [rest] = readdirSync(workspaces);
    expect(rest).toBe(".removing-prj_one-m1");
    expect(await remove(workspaces, { name: rest ?? "" })).toEqual(removed);
    expect(readdirSync(workspaces)).toEqual([]);
  });

  test("two at the same time leave nothing and both say so", async () => {
    const { workspaces, tree } = setUp();
    for (let folder = 0; folder < 30; folder += 1) {
      mkdirSync(path.join(tree, "files", `${folder}`, "inner"), { recursive: true });
      for (let file = 0; file < 20; file += 1) writeFileSync(path.join(tree, "files", `${folder}`, `${file}`), "x");
    }
    const rest = ".removing-prj_one-m1";
    await remove(workspaces, { signal: AbortSignal.abort() });
    const both = await Promise.all([1, 2].map(() => remove(workspaces, { name: rest })));
    expect(readdirSync(workspaces)).toEqual([]);
    expect(both).toContainEqual(removed);
  });

  /**
   * Another process that writes, moves and links in its own folder: with relative names, so it goes on after the tree
   * was moved away. Ends with its stdin.
   */
  const startWriter = async (folder: string, outside: string, options: { uid?: number; pause: string }) => {
    const script = `
      const fs = require("node:fs");
      const [folder, outside] = process.argv.slice(1);
      process.chdir(folder);
      process.stdin.on("end", () => process.exit()).resume();
      const may = (action) => { try { action(); } catch {} };
      let at = 0;
      const round = () => {
        for (let times = 0; times < 10; times += 1) {
          at += 1;
          may(() => fs.mkdirSync("d" + at % 7));
          may(() => fs.mkdirSync("d" + at % 7 + "/e" + at % 5));
          may(() => fs.writeFileSync("d" + at % 7 + "/f" + at % 11, "x"));
          may(() => fs.renameSync("d" + at % 7, "d" + (at + 3) % 7));
          may(() => fs.symlinkSync(outside, "d" + at % 7 + "/l" + at % 3));
          may(() => { fs.renameSync("d1", "x" + at); fs.symlinkSync(outside, "d1"); fs.unlinkSync("d1"); });
        }
        ${options.pause}(round);
      };
      process.stdout.write("ready");
      round();`;
    const child = spawn(process.execPath, ["-e", script, folder, outside], {
      stdio: ["pipe", "pipe", "inherit"],
      ...(options.uid === undefined ? {} : { uid: options.uid, gid: options.uid }),
    });
    const ended = once(child, "exit");
    onTestFinished(async () => {
      child.stdin.end();
      await ended;
    });
    await once(child.stdout, "data");
    return { isRunning: () => child.exitCode === null };
  };

  // How long it takes is a race with the writer: on busy cores it is lost many times before it is won.
  test(
    "is complete while another process keeps writing, moving and linking underneath",
    { timeout: 240_000 },
    async () => {
      const { workspaces, tree, outside } = setUp();
      const writer = await startWriter(path.join(tree, "files"), outside, { pause: "setTimeout" });
      expect(await remove(workspaces, { signal: AbortSignal.timeout(200_000) })).toEqual(removed);
      expect(writer.isRunning()).toBe(true);
      expect(readdirSync(workspaces)).toEqual([]);
      expect(readdirSync(outside)).toEqual(["kept"]);
    },
  );

  test.runIf(process.getuid?.() === 0)("shuts out another user who writes without a pause", async () => {
    const { workspaces, tree, outside } = setUp();
    const nobody = 65_534;
    for (const folder of [path.dirname(outside), path.dirname(workspaces), workspaces, tree]) chmodSync(folder, 0o711);
    chownSync(path.join(tree, "files"), nobody, nobody);
    const writer = await startWriter(path.join(tree, "files"), outside, { uid: nobody, pause: "setImmediate" });
    expect(await remove(workspaces)).toEqual(removed);
    expect(writer.isRunning()).toBe(true);
    expect(readdirSync(workspaces)).toEqual([]);
  });

  test("says what could not be removed", async () => {
    if (process.getuid?.() === 0) return;
    const { workspaces } = setUp();
    chmodSync(workspaces, 0o500);
    expect(await remove(workspaces)).toEqual({ outcome: "left", reason: "EACCES" });
    chmodSync(workspaces, 0o700);
  });
});
