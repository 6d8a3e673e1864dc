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
  truncateSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import fc from "fast-check";
import { describe, expect, onTestFinished, test } from "vitest";
import { createWorkspace } from "./create-workspace.ts";
import { listWorkspaceFiles } from "./list-workspace-files.ts";
import { attemptPath, readWorkspaceFile, workspacePaths } from "./workspace-files.ts";
import { pathOfRaw, rawOfPath } from "./workspace-path.ts";

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
  const workspace = await createWorkspace(folder, "prj_one", null);
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

  test("refuses a link in the place of the workspace's own folders", async () => {
    const { folder, files } = setUp();
    mkdirSync(path.join(folder, "outside", "files", "inner"), { recursive: true });
    writeFileSync(path.join(folder, "outside", "files", "inner", "a.txt"), "secret");
    renameSync(files, path.join(folder, "aside"));
    symlinkSync(path.join(folder, "outside", "files"), files);
    expect((await readWorkspaceFile(files, "inner/a.txt", 100)).outcome).toBe("refused");
    const project = path.join(folder, "prj");
    symlinkSync(path.join(folder, "outside"), project);
    expect((await readWorkspaceFile(path.join(project, "files"), "inner/a.txt", 100)).outcome).toBe("refused");
  });

  test("refuses devices", async () => {
    expect((await readWorkspaceFile("/dev", "null", 100)).outcome).toBe("refused");
    expect((await readWorkspaceFile("/dev", "zero", 100)).outcome).toBe("refused");
  });

  test("reads the beginning of a file of 5 GB with holes, in the memory that the beginning takes", async () => {
    const { files } = setUp();
    const file = path.join(files, "huge.bin");
    writeFileSync(file, "start");
    truncateSync(file, 5 * 1024 ** 3);
    const before = process.memoryUsage().rss;
    const found = await readWorkspaceFile(files, "huge.bin", 1024);
    expect(found).toMatchObject({ outcome: "truncated", size: 5 * 1024 ** 3 });
    expect(found.outcome === "truncated" && found.content.length).toBe(1024);
    expect(process.memoryUsage().rss - before).toBeLessThan(50 * 1024 ** 2);
  });
});

/** Names that agents may give, as bytes, and how they are written. */
const hostileNames: [string, Buffer, string][] = [
  ["a new line", Buffer.from("a\nb"), "a\nb"],
  ["an escape", Buffer.from("\u001b]0;title\u0007"), "\u001b]0;title\u0007"],
  ["a direction mark", Buffer.from("invoice\u202Egnp.exe"), "invoice\u202Egnp.exe"],
  ["markup", Buffer.from("<img src=x onerror=alert(1)>"), "<img src=x onerror=alert(1)>"],
  ["a backslash", Buffer.from("..\\..\\evil"), "..\\\\..\\\\evil"],
  ["bytes that are not UTF-8", Buffer.from([0x61, 0xff, 0xc3, 0x28]), "a\\xFF\\xC3("],
  ["half a character", Buffer.from([0xe2, 0x82]), "\\xE2\\x82"],
  ["what looks like such bytes", Buffer.from("\\xFF"), "\\\\xFF"],
  ["a byte order mark", Buffer.from("\uFEFFa"), "\uFEFFa"],
  ["255 bytes", Buffer.from("x".repeat(255)), "x".repeat(255)],
  ["three dots", Buffer.from("..."), "..."],
];

describe("hostile names", () => {
  test.each(hostileNames)("%s: is listed under a path that leads back to the file", async (_what, name, written) => {
    const { files } = setUp();
    writeFileSync(Buffer.concat([Buffer.from(`${files}/inner/`), name]), "content");
    const listed = await listWorkspaceFiles(files, 10);
    expect(listed.map((file) => file.path)).toContain(`inner/${written}`);
    for (const { path: filePath } of listed)
      expect((await readWorkspaceFile(files, filePath, 100)).outcome).toBe("read");
  });

  test("a text that no file is written as leads nowhere", async () => {
    const { files } = setUp();
    for (const filePath of ["a\\", "\\x0", "\\xff", "\\q", "inner\\x2Fa.txt\\x00", "inner//a.txt", "./inner/a.txt"])
      expect([filePath, (await readWorkspaceFile(files, filePath, 100)).outcome]).toEqual([filePath, "refused"]);
  });

  test("whatever the bytes, the path leads back to them and to nothing else", () => {
    const names = fc.uint8Array({ minLength: 1, maxLength: 12 }).map((bytes) =>
      // A name holds neither NUL nor a slash.
      Buffer.from(bytes.map((byte) => (byte === 0 || byte === 0x2f ? 0x61 : byte))).toString("latin1"),
    );
    fc.assert(
      fc.property(names, names, (one, two) => {
        if (one !== "." && one !== "..") expect(rawOfPath(pathOfRaw(one))).toBe(one);
        expect(pathOfRaw(one) === pathOfRaw(two)).toBe(one === two);
      }),
      { numRuns: 2_000 },
    );
  });
});

describe("listWorkspaceFiles", () => {
  test("lists plain files in order, at most as many as wanted, without what tools install", async () => {
    const { files } = setUp();
    mkdirSync(path.join(files, "node_modules"));
    mkdirSync(path.join(files, ".git"));
    for (const name of ["node_modules/x.js", ".git/config", "b.txt", "inner/b.txt"])
      writeFileSync(path.join(files, name), "12");
    expect(await listWorkspaceFiles(files, 10)).toEqual([
      { path: "b.txt", bytes: 2 },
      { path: "inner/a.txt", bytes: 5 },
      { path: "inner/b.txt", bytes: 2 },
    ]);
    expect((await listWorkspaceFiles(files, 1)).map((file) => file.path)).toEqual(["b.txt"]);
    expect(await listWorkspaceFiles(path.join(files, "none"), 1)).toEqual([]);
  });

  test("neither lists nor follows links, and ends on a link to itself", async () => {
    const { folder, files } = setUp();
    symlinkSync(folder, path.join(files, "up"));
    symlinkSync(".", path.join(files, "self"));
    symlinkSync(path.join(folder, "secret"), path.join(files, "link"));
    expect((await listWorkspaceFiles(files, 10)).map((file) => file.path)).toEqual(["inner/a.txt"]);
  });
});

test("makes no workspace through a link", async () => {
  const { folder } = setUp();
  const { homePath } = await createWorkspace(folder, "prj_one", null);
  renameSync(homePath, `${homePath}.aside`);
  symlinkSync("/etc", homePath);
  await expect(createWorkspace(folder, "prj_one", null)).rejects.toThrow(/is not a folder any more/);
});
