import { copyFile, mkdir, rm, stat, writeFile } from "node:fs/promises";
import path from "node:path";
import type { ChangedFile } from "../contract/outputs.ts";
import { createGit, type Git, type GitOptions } from "./git-command.ts";
import { changedFilesFrom, numbersFrom, pathsFrom } from "./git-output.ts";
import { newProcessMarker } from "./process-marker.ts";

/** A workspace's own repository. Every method throws GitError; commits are full hashes. */
export interface WorkspaceGit {
  /** Makes the repository where there is none and gives it a first, empty commit. @returns the commit at HEAD */
  init(): Promise<string>;
  head(): Promise<string>;
  /** Commits everything. @returns null where nothing has changed */
  commitAll(commit: { message: string; trailers: Readonly<Record<string, string>> }): Promise<string | null>;
  /** The newest commit whose message has this trailer, and the trailer's value; null where there is none. */
  findTrailer(name: string): Promise<{ commit: string; value: string } | null>;
  isClean(): Promise<boolean>;
  /** Everything that differs from `base`, committed or not, new files included; in the order of their paths. */
  changedFiles(base: string): Promise<ChangedFile[]>;
  /** The unified difference to `base`, new files included; of more than `maxBytes`, the beginning and the end. */
  diff(base: string, maxBytes: number): Promise<{ diff: string; truncated: boolean }>;
  /** Makes files and HEAD equal to `commit` and removes new files; ignored ones (installed packages) stay. */
  resetTo(commit: string): Promise<void>;
  /** Tracked and new files without ignored ones, at most `limit`. */
  listFiles(limit: number): Promise<{ files: string[]; truncated: boolean }>;
}

/** What no project means to keep, whether or not it has a .gitignore. */
const alwaysIgnored = ["node_modules/", ".venv/", "venv/", "__pycache__/", ".pytest_cache/", ".DS_Store"];

const exists = (file: string): Promise<boolean> =>
  stat(file).then(
    () => true,
    () => false,
  );

/**
 * Work tree and HEAD are compared through an index of our own: the repository's index may be in use by the agent,
 * and looking must change nothing.
 */
const withOwnIndex = async <Result>(
  options: GitOptions,
  git: Git,
  look: (env: Readonly<Record<string, string>>) => Promise<Result>,
): Promise<Result> => {
  const folder = options.env["TMPDIR"] ?? path.join(options.filesPath, ".git");
  await mkdir(folder, { recursive: true });
  const index = path.join(folder, `spiral-index-${newProcessMarker()}`);
  try {
    // A copy keeps what git knows about unchanged files; without one it reads them all again.
    const env = { GIT_INDEX_FILE: index };
    await copyFile(path.join(options.filesPath, ".git", "index"), index).catch(() =>
      git(["read-tree", "HEAD"], { env }),
    );
    await git(["add", "--all"], { env });
    return await look(env);
  } finally {
    await rm(index, { force: true });
    await rm(`${index}.lock`, { force: true });
  }
};

const comparison = ["diff", "--cached", "--no-ext-diff", "--no-textconv", "--no-color", "--find-renames"];

export const createWorkspaceGit = (options: GitOptions): WorkspaceGit => {
  const git = createGit(options);
  const head = async (): Promise<string> => (await git(["rev-parse", "--verify", "HEAD^{commit}"])).output.trim();

  return {
    head,
    async init() {
      const folder = path.join(options.filesPath, ".git");
      if (!(await exists(path.join(folder, "HEAD")))) {
        // An empty template: the machine's own would bring sample hooks.
        await git(["init", "--quiet", "--template="]);
        await mkdir(path.join(folder, "info"), { recursive: true });
        await writeFile(path.join(folder, "info", "exclude"), `${alwaysIgnored.join("\n")}\n`);
      }
      const born = await git(["rev-parse", "--verify", "--quiet", "HEAD^{commit}"]).catch(() => null);
      if (born !== null) return born.output.trim();
      await git(["commit", "--quiet", "--allow-empty", "--no-verify", "-m", "Begin"]);
      return head();
    },
    async commitAll({ message, trailers }) {
      await git(["add", "--all"]);
      const staged = await git(["diff", "--cached", "--name-only", "-z", "--no-ext-diff", "HEAD"]);
      if (pathsFrom(staged.output).length === 0) return null;
      const trailerArgs = Object.entries(trailers).flatMap(([name, value]) => ["--trailer", `${name}: ${value}`]);
      await git([
        "commit",
        "--quiet",
        "--no-verify",
        "--no-gpg-sign",
        "--cleanup=verbatim",
        "-m",
        message,
        ...trailerArgs,
      ]);
      return head();
    },
    async findTrailer(name) {
      const format = `--format=%H %(trailers:key=${name},valueonly,separator=%x20)`;
      const { output } = await git(["log", "-1", `--grep=^${name}: `, format]);
      const [commit, ...value] = output.trim().split(" ");
      return commit ? { commit, value: value.join(" ") } : null;
    },
    async isClean() {
      const { output } = await git(["status", "--porcelain", "-z"], { env: { GIT_OPTIONAL_LOCKS: "0" } });
      return output === "";
    },
    changedFiles: (base) =>
      withOwnIndex(options, git, async (env) => {
        const kinds = await git([...comparison, "--name-status", "-z", base, "--"], { env });
        const numbers = await git([...comparison, "--numstat", "-z", base, "--"], { env });
        return changedFilesFrom(kinds.output, numbersFrom(numbers.output));
      }),
    diff: (base, maxBytes) =>
      withOwnIndex(options, git, async (env) => {
        const found = await git([...comparison, "--patch", base, "--"], { env, maxOutputBytes: maxBytes });
        return { diff: found.output, truncated: found.outputTruncated };
      }),
    async resetTo(commit) {
      await git(["reset", "--quiet", "--hard", commit, "--"]);
      await git(["clean", "--quiet", "-d", "--force", "--force"]);
    },
    async listFiles(limit) {
      const { output } = await git(["ls-files", "-z", "--cached", "--others", "--exclude-standard"]);
      const files = [...new Set(pathsFrom(output))].toSorted();
      return { files: files.slice(0, limit), truncated: files.length > limit };
    },
  };
};
