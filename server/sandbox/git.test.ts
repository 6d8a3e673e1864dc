import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { createWorkspaceGit } from "./git.ts";
import { GitError } from "./git-command.ts";
import { testingSandboxes } from "./testing-sandbox.ts";

const setUp = async () => {
  const { folder, open } = await testingSandboxes();
  const sandbox = await open("att_git");
  const filesPath = path.join(folder, "files");
  const env = sandbox.environment;
  const git = createWorkspaceGit({
    sandbox,
    signal: new AbortController().signal,
    timeoutMs: 20_000,
  });
  const write = (name: string, text: string): void => {
    mkdirSync(path.dirname(path.join(filesPath, name)), { recursive: true });
    writeFileSync(path.join(filesPath, name), text);
  };
  return { sandbox, env, folder, filesPath, git, write };
};

describe("workspace git", () => {
  test("finds every kind of change against a base, committed or not, whatever the names", async () => {
    const { git, write, filesPath } = await setUp();
    await git.init();
    write("kept.txt", "same\n");
    write("gone.txt", "will go\n");
    write("old name.txt", "a\nb\nc\nd\ne\n");
    write("changed.txt", "one\ntwo\n");
    const base = await git.commitAll({ message: "Base", trailers: {} });
    expect(base).not.toBeNull();
    rmSync(path.join(filesPath, "gone.txt"));
    rmSync(path.join(filesPath, "old name.txt"));
    write("dir/new\tname\n.txt", "a\nb\nc\nd\ne\n");
    await git.commitAll({ message: "By the agent itself", trailers: {} });
    write("changed.txt", "one\nthree\nfour\n");
    write("ünïcode.txt", "x\n");
    write("binary.bin", "\0\x01\x02");
    write("node_modules/left-out/index.js", "");

    const { changedFiles, diff, diffTruncated, files } = await git.look(base ?? "", { diffBytes: 100_000, files: 100 });
    expect(changedFiles).toEqual([
      { path: "binary.bin", change: "added", insertions: 0, deletions: 0 },
      { path: "changed.txt", change: "modified", insertions: 2, deletions: 1 },
      { path: "dir/new\tname\n.txt", change: "renamed", insertions: 0, deletions: 0 },
      { path: "gone.txt", change: "deleted", insertions: 0, deletions: 1 },
      { path: "ünïcode.txt", change: "added", insertions: 1, deletions: 0 },
    ]);
    expect(diff).toContain("+three");
    expect(diff).toContain("ünïcode.txt");
    expect(diffTruncated).toBe(false);
    expect(files).toContain("ünïcode.txt");
    expect(files).not.toContain("node_modules/left-out/index.js");
    const short = await git.look(base ?? "", { diffBytes: 200, files: 2 });
    expect(short.diffTruncated).toBe(true);
    expect(short.diff).toMatch(/… \d+ bytes left out …/);
    expect(short.files).toHaveLength(2);
    // Looking changed nothing, and left nothing.
    expect(existsSync(path.join(filesPath, ".git", "index.lock"))).toBe(false);
    await git.resetTo(base ?? "");
    expect((await git.look(base ?? "", { diffBytes: 100, files: 100 })).changedFiles).toEqual([]);
    expect(existsSync(path.join(filesPath, "gone.txt"))).toBe(true);
    expect(existsSync(path.join(filesPath, "node_modules/left-out/index.js"))).toBe(true);
  });

  test("commits nothing where nothing changed, and finds its own commit by its trailer", async () => {
    const { git, write } = await setUp();
    const first = await git.init();
    expect(await git.init()).toBe(first);
    expect(await git.commitAll({ message: "Nothing", trailers: {} })).toBeNull();
    expect(await git.findTrailer("Spiral-Run")).toBeNull();
    write("a.txt", "a\n");
    const commit = await git.commitAll({ message: "Phase 1\n\nWith # a body", trailers: { "Spiral-Run": "run_1" } });
    write("b.txt", "b\n");
    await git.commitAll({ message: "Later, by somebody else", trailers: {} });
    expect(await git.findTrailer("Spiral-Run")).toEqual({ commit, value: "run_1" });
    expect(await git.head()).not.toBe(commit);
  });

  test("runs no hook, no fsmonitor and no external diff of the repository", async () => {
    const { git, write, filesPath, folder } = await setUp();
    const base = await git.init();
    const trap = path.join(folder, "trap.sh");
    const sprung = path.join(folder, "sprung");
    writeFileSync(trap, `#!/bin/sh\ntouch ${sprung}\n`, { mode: 0o755 });
    mkdirSync(path.join(filesPath, ".git", "hooks"), { recursive: true });
    for (const hook of [
      "pre-commit",
      "post-commit",
      "commit-msg",
      "prepare-commit-msg",
      "post-checkout",
      "post-index-change",
    ]) {
      writeFileSync(path.join(filesPath, ".git", "hooks", hook), `#!/bin/sh\ntouch ${sprung}\n`, { mode: 0o755 });
    }
    const config = readFileSync(path.join(filesPath, ".git", "config"), "utf8");
    writeFileSync(
      path.join(filesPath, ".git", "config"),
      `${config}\n[core]\n fsmonitor = ${trap}\n pager = ${trap}\n editor = ${trap}\n[diff]\n external = ${trap}\n[diff "x"]\n command = ${trap}\n textconv = ${trap}\n[gpg]\n program = ${trap}\n[commit]\n gpgSign = true\n`,
    );
    write(".gitattributes", "* diff=x\n");
    write("a.txt", "a\n");
    await git.look(base, { diffBytes: 1_000, files: 100 });
    await git.commitAll({ message: "With traps", trailers: { A: "b" } });
    await git.resetTo(base);
    expect(existsSync(sprung)).toBe(false);
  });

  test("removes a lock that a killed git left behind, not one of a process that lives", async () => {
    const { git, write, filesPath, sandbox, env } = await setUp();
    await git.init();
    const lock = path.join(filesPath, ".git", "index.lock");
    write("a.txt", "a\n");
    writeFileSync(lock, "");
    const agent = sandbox.start({
      command: "/bin/sh",
      args: ["-c", "sleep 600"],
      cwd: filesPath,
      env,
      doors: [],
    });
    await expect(git.commitAll({ message: "Too early", trailers: {} })).rejects.toThrow(GitError);
    expect(existsSync(lock)).toBe(true);
    await agent.end();
    expect(await git.commitAll({ message: "Now", trailers: {} })).not.toBeNull();
  });

  test("says what failed", async () => {
    const { git } = await setUp();
    await expect(git.head()).rejects.toThrow(/git rev-parse failed with exit status 128/);
  });
});
