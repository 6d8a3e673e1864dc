import { execFileSync } from "node:child_process";
import {
  existsSync,
  linkSync,
  mkdirSync,
  mkdtempSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  unlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { attemptPath, createWorkspace, readWorkspaceFile, workspacePaths } from "./workspace-files.ts";

const setUp = () => {
  const folder = mkdtempSync(path.join(tmpdir(), "spiral-files-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const files = path.join(folder, "files");
  mkdirSync(path.join(files, "inner"), { recursive: true });
  writeFileSync(path.join(folder, "secret"), "secret");
  writeFileSync(path.join(files, "inner", "a.txt"), "hello");
  return { folder, files };
};

test("makes a project's folders for its owner alone, below the data directory", async () => {
  const { folder } = setUp();
  const workspace = await createWorkspace(folder, "prj_one");
  expect(workspace.filesPath).toBe(path.join(folder, "workspaces", "prj_one", "files"));
  expect(statSync(path.dirname(workspace.filesPath)).mode & 0o777).toBe(0o700);
  expect(existsSync(workspace.homePath)).toBe(true);
  expect(attemptPath(workspace, "att_1")).toBe(path.join(workspace.attemptsPath, "att_1"));
  expect(() => workspacePaths(folder, "../elsewhere")).toThrow(/must match pattern/);
  expect(() => attemptPath(workspace, "..")).toThrow(/must match pattern/);
});

describe("readWorkspaceFile", () => {
  test("reads a plain file, and of a large one the beginning", async () => {
    const { files } = setUp();
    expect(await readWorkspaceFile(files, "inner/a.txt", 100)).toMatchObject({ outcome: "read", size: 5 });
    const large = await readWorkspaceFile(files, "inner/a.txt", 2);
    expect(large).toMatchObject({ outcome: "truncated", size: 5, content: Buffer.from("he") });
    expect(await readWorkspaceFile(files, "none.txt", 100)).toEqual({ outcome: "absent" });
  });

  test.each(["../secret", "/etc/passwd", "inner/../../secret", "a\0b", "", "inner", "."])(
    "refuses %j",
    async (name) => {
      const { files } = setUp();
      expect((await readWorkspaceFile(files, name, 100)).outcome).toBe("refused");
    },
  );

  test("refuses links, hard links, pipes and linked folders", async () => {
    const { folder, files } = setUp();
    symlinkSync(path.join(folder, "secret"), path.join(files, "link"));
    linkSync(path.join(folder, "secret"), path.join(files, "hard"));
    execFileSync("mkfifo", [path.join(files, "pipe")]);
    symlinkSync(folder, path.join(files, "up"));
    const names = ["link", "hard", "pipe", "up/secret"];
    const found = await Promise.all(names.map((name) => readWorkspaceFile(files, name, 100)));
    expect(found.map(({ outcome }) => outcome)).toEqual(names.map(() => "refused"));
  });

  test("leaks nothing while a folder is swapped for a link all the time", async () => {
    const { folder, files } = setUp();
    mkdirSync(path.join(folder, "outside"));
    writeFileSync(path.join(folder, "outside", "a.txt"), "secret");
    const read: string[] = [];
    for (let round = 0; round < 200; round += 1) {
      const reading = Promise.all(Array.from({ length: 5 }, () => readWorkspaceFile(files, "inner/a.txt", 100)));
      renameSync(path.join(files, "inner"), path.join(files, "aside"));
      symlinkSync(path.join(folder, "outside"), path.join(files, "inner"));
      for (const found of await reading) if (found.outcome === "read") read.push(found.content.toString());
      unlinkSync(path.join(files, "inner"));
      renameSync(path.join(files, "aside"), path.join(files, "inner"));
    }
    expect(read).not.toContain("secret");
  });
});
