import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, renameSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { openFileBelow, OpenedFolder } from "./opened-folder.ts";

/** A project's folder with a file, and a secret outside of it. */
const setUp = async () => {
  const root = mkdtempSync(path.join(tmpdir(), "spiral-opened-"));
  onTestFinished(() => rmSync(root, { recursive: true, force: true }));
  const files = path.join(root, "prj", "files");
  const outside = path.join(root, "outside", "files");
  for (const folder of [files, outside]) {
    mkdirSync(folder, { recursive: true });
    writeFileSync(path.join(folder, "plain"), folder);
  }
  const opened = await OpenedFolder.openInWorkspace(files);
  if (opened === null) throw new Error("The folder cannot be opened.");
  onTestFinished(() => opened.close());
  return { root, files, outside, opened };
};

describe("an opened folder", () => {
  test("gives no file by way of a link", async () => {
    const { files, outside, opened } = await setUp();
    symlinkSync(path.join(outside, "plain"), path.join(files, "link"));
    expect((await opened.file("link")).outcome).toBe("refused");
    const plain = await opened.file("plain");
    expect(plain.outcome).toBe("opened");
    if (plain.outcome === "opened") await plain.handle.close();
  });

  test("gives no folder by way of a link", async () => {
    const { files, outside, opened } = await setUp();
    symlinkSync(outside, path.join(files, "link"));
    expect(await opened.folder("link")).toBeNull();
  });

  test("is none where a link has taken its place, or its project's", async () => {
    const { root, files, outside } = await setUp();
    const project = path.join(root, "linked");
    symlinkSync(path.dirname(outside), project);
    expect(await OpenedFolder.openInWorkspace(path.join(project, "files"))).toBeNull();
    renameSync(files, `${files}-aside`);
    symlinkSync(outside, files);
    expect(await OpenedFolder.openInWorkspace(files)).toBeNull();
  });

  test.skipIf(process.getuid?.() !== 0)("gives no device (only root can make one)", async () => {
    const { files, opened } = await setUp();
    execFileSync("mknod", [path.join(files, "zero"), "c", "1", "5"]);
    expect((await opened.file("zero")).outcome).toBe("refused");
    expect((await openFileBelow(files, "zero")).outcome).toBe("refused");
  });
});
