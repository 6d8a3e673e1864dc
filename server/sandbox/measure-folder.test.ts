import { execFileSync } from "node:child_process";
import { chmodSync, linkSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { type FolderSize, measureFolder } from "./measure-folder.ts";
import { OpenedFolder } from "./opened-folder.ts";
import { makeDeep, makeOdd } from "./testing-trees.ts";

const setUp = (): string => {
  const folder = mkdtempSync(path.join(tmpdir(), "spiral-measure-"));
  onTestFinished(() => {
    execFileSync("rm", ["-rf", folder]);
  });
  return folder;
};

const measure = async (folder: string, signal = AbortSignal.timeout(30_000)): Promise<FolderSize> => {
  const opened = await OpenedFolder.open(folder);
  if (opened === null) throw new Error("There is no such folder.");
  return opened.closeAfter(measureFolder(opened, { signal }));
};

const du = (folder: string): number => Number(/^\d+/.exec(execFileSync("du", ["-s", "-B1", folder]).toString())?.[0]);

test("says what du says: of plain, sparse and empty files, of files with several names, of links and odd names", async () => {
  const folder = setUp();
  makeOdd(folder);
  writeFileSync(path.join(folder, "plain"), Buffer.alloc(100_000, 1));
  writeFileSync(path.join(folder, "sparse"), "");
  truncateSync(path.join(folder, "sparse"), 5 * 1024 ** 3);
  linkSync(path.join(folder, "plain"), path.join(folder, "same"));
  symlinkSync("/usr", path.join(folder, "usr"));
  const size = await measure(folder);
  expect(size).toMatchObject({ bytes: du(folder), complete: true });
  expect(size.apparentBytes).toBeGreaterThan(5 * 1024 ** 3);
  expect(size.bytes).toBeLessThan(1024 ** 2);
});

test("counts each file once, and says the length of a copy", async () => {
  const folder = setUp();
  mkdirSync(path.join(folder, "a"));
  for (const name of ["one", "a/two", "a/three"]) writeFileSync(path.join(folder, name), "12345");
  linkSync(path.join(folder, "one"), path.join(folder, "a", "same"));
  expect(await measure(folder)).toMatchObject({ files: 3, apparentBytes: 15, bytes: du(folder) });
});

test("says what du says of a tree of 3,000 levels, with more to see on the way back", { timeout: 60_000 }, async () => {
  const folder = setUp();
  makeDeep(folder, 3_000);
  mkdirSync(path.join(folder, "d", "d", "beside"));
  writeFileSync(path.join(folder, "d", "d", "beside", "file"), Buffer.alloc(10_000));
  expect(await measure(folder)).toMatchObject({ bytes: du(folder), complete: true, files: 3_001 });
});

test("is not complete when there is no time for it, or a folder may not be opened", async () => {
  const folder = setUp();
  makeOdd(folder);
  expect((await measure(folder, AbortSignal.abort())).complete).toBe(false);
  if (process.getuid?.() === 0) return;
  mkdirSync(path.join(folder, "shut"));
  chmodSync(path.join(folder, "shut"), 0);
  expect((await measure(folder)).complete).toBe(false);
  rmSync(path.join(folder, "shut"), { recursive: true });
});
