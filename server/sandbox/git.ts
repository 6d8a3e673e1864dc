import type { ChangedFile } from "../contract/outputs.ts";
import { createGit, type GitOptions } from "./git-command.ts";
import { changedFilesFrom, numbersFrom, pathsFrom } from "./git-output.ts";

/** What a workspace looks like against a commit. */
export interface WorkspaceLook {
  /** Everything that differs, committed or not, new files included; in the order of their paths. */
  readonly changedFiles: ChangedFile[];
  /** The unified difference, new files included; of a longer one than asked for, the beginning and the end. */
  readonly diff: string;
  readonly diffTruncated: boolean;
  /** Tracked and new files without ignored ones, in the order of their paths. */
  readonly files: string[];
}

/** A workspace's own repository. Every method throws GitError; commits are full hashes. */
export interface WorkspaceGit {
  /** Makes the repository where there is none and gives it a first, empty commit. @returns the commit at HEAD */
  init(): Promise<string>;
  head(): Promise<string>;
  /** Commits everything. @returns null where nothing has changed */
  commitAll(commit: { message: string; trailers: Readonly<Record<string, string>> }): Promise<string | null>;
  /** The newest commit whose message has this trailer, and the trailer's value; null where there is none. */
  findTrailer(name: string): Promise<{ commit: string; value: string } | null>;
  /** Compares without changing anything, even while an agent's own git works. */
  look(base: string, limits: { readonly diffBytes: number; readonly files: number }): Promise<WorkspaceLook>;
  /**
   * Tags everything that is there, committed or not, without changing it. A tag of this name is left as it is.
   * @returns the tag; null where everything is in the commit `unless`, so that nothing needs to be kept
   */
  keepAs(what: { tag: string; message: string; unless: string }): Promise<string | null>;
  /** Makes files and HEAD equal to `commit` and removes new files; ignored ones (installed packages) stay. */
  resetTo(commit: string): Promise<void>;
}

/** What no project means to keep, whether or not it has a .gitignore. */
export const alwaysIgnored = ["node_modules/", ".venv/", "venv/", "__pycache__/", ".pytest_cache/", ".DS_Store"];

/** An empty template: the machine's own would bring sample hooks. */
const initScript = `
if [ ! -e .git/HEAD ]; then
  git init --quiet --template=
  mkdir -p .git/info
  printf '%s\\n' "$@" >.git/info/exclude
fi
git rev-parse --verify --quiet 'HEAD^{commit}' ||
  { git commit --quiet --allow-empty --no-verify -m Begin; git rev-parse --verify HEAD; }`;

const commitScript = `
git add --all
git diff --cached --quiet --no-ext-diff HEAD && exit 0
git commit --quiet --no-verify --no-gpg-sign --cleanup=verbatim -m "$@"
git rev-parse --verify HEAD`;

/**
 * Work tree and base are compared through an index of its own: the repository's may be in use by the agent. A copy
 * keeps what git knows about unchanged files; without one it would read them all again.
 * $1 base, $2 bytes of the difference, $3 half of them
 */
const comparison = "git diff --cached --no-ext-diff --no-textconv --no-color --find-renames";
const lookScript = `
own=$(mktemp -d)
trap 'rm -rf "$own"' EXIT
export GIT_INDEX_FILE="$own/index"
cp .git/index "$GIT_INDEX_FILE" 2>/dev/null || git read-tree HEAD
git add --all
${comparison} --name-status -z "$1" --
section
${comparison} --numstat -z "$1" --
section
git ls-files -z
section
${comparison} --patch "$1" -- >"$own/diff"
bytes=$(($(wc -c <"$own/diff")))
printf '%s' "$bytes"
section
if [ "$bytes" -le "$2" ]; then cat "$own/diff"; else head -c "$3" "$own/diff"; section; tail -c "$3" "$own/diff"; fi`;

/** $1 tag, $2 message, $3 the commit that may have everything. The repository's own index is left alone. */
const keepScript = `
if git rev-parse --verify --quiet "refs/tags/$1" >/dev/null; then printf '%s' "$1"; exit 0; fi
own=$(mktemp -d)
trap 'rm -rf "$own"' EXIT
export GIT_INDEX_FILE="$own/index"
cp .git/index "$GIT_INDEX_FILE" 2>/dev/null || git read-tree HEAD
git add --all
tree=$(git write-tree)
if [ "$tree" = "$(git rev-parse "$3^{tree}")" ] && git merge-base --is-ancestor HEAD "$3"; then exit 0; fi
kept=$(git commit-tree "$tree" -p HEAD -m "$2")
git tag --no-sign "$1" "$kept"
printf '%s' "$1"`;

/** Git in the workspace of `options.sandbox`: each method is one process of the sandbox. */
export const createWorkspaceGit = (options: GitOptions): WorkspaceGit => {
  const git = createGit(options);
  const line = async (name: string, script: string, args: readonly string[] = []): Promise<string> =>
    ((await git({ name, script, args }))[0] ?? "").trim();
  const head = (): Promise<string> => line("rev-parse", "git rev-parse --verify 'HEAD^{commit}'");

  return {
    head,
    init: () => line("init", initScript, alwaysIgnored),
    async commitAll({ message, trailers }) {
      const trailerArgs = Object.entries(trailers).flatMap(([name, value]) => ["--trailer", `${name}: ${value}`]);
      return (await line("commit", commitScript, [message, ...trailerArgs])) || null;
    },
    async findTrailer(name) {
      const format = `--format=%H %(trailers:key=${name},valueonly,separator=%x20)`;
      const found = await line("log", 'git log -1 "$@"', [`--grep=^${name}: `, format]);
      const [commit, ...value] = found.split(" ");
      return commit ? { commit, value: value.join(" ") } : null;
    },
    async look(base, { diffBytes, files: limit }) {
      const half = Math.floor(diffBytes / 2);
      const [kinds = "", numbers = "", files = "", bytes = "0", beginning = "", end] = await git({
        name: "diff",
        script: lookScript,
        args: [base, String(diffBytes), String(half)],
      });
      return {
        changedFiles: changedFilesFrom(kinds, numbersFrom(numbers)),
        files: pathsFrom(files).slice(0, limit),
        diff: end === undefined ? beginning : `${beginning}\n… ${Number(bytes) - 2 * half} bytes left out …\n${end}`,
        diffTruncated: end !== undefined,
      };
    },
    async keepAs({ tag, message, unless }) {
      return (await line("keep", keepScript, [tag, message, unless])) || null;
    },
    async resetTo(commit) {
      await git({
        name: "reset",
        script: 'git reset --quiet --hard "$1" --\ngit clean --quiet -d --force --force',
        args: [commit],
      });
    },
  };
};
