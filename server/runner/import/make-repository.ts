import { createGit } from "../../sandbox/git-command.ts";
import { alwaysIgnored } from "../../sandbox/git.ts";
import type { Staging } from "../transfers/staging.ts";

/** What stands in `files` once it is a repository that agents can work in. */
export interface MadeRepository {
  readonly commit: string;
  readonly branch: string;
  /** Null where there was no history. */
  readonly originBranch: string | null;
  readonly history: number;
  readonly files: number;
  readonly bytes: number;
  readonly notes: readonly string[];
}

const gitTimeoutMs = 10 * 60_000;

/**
 * An archive's one folder is the project itself. A repository's `.git` that came along is cloned into a fresh one, so
 * that its history stays and its configuration and hooks do not; one that is deeper would make a submodule of its
 * folder. All this happens in the sandbox, where a hostile repository reaches nothing.
 */
const tidyScript = `
rm -rf files/__MACOSX
if [ "$(ls -A files | wc -l)" -eq 1 ]; then
  only="files/$(ls -A files)"
  if [ -d "$only" ] && [ ! -L "$only" ] && [ "$only" != files/.git ]; then mv "$only" top; rmdir files; mv top files; fi
fi
find files -mindepth 2 -iname .git -prune -exec rm -rf {} +
[ ! -e files/.git ] || [ -d files/.git ] || rm -f files/.git
if [ -d files/.git ]; then
  if git -c protocol.file.allow=always clone --quiet --template= --no-local --no-checkout --no-recurse-submodules files clean >/dev/null 2>&1 \\
    && git -C clean rev-parse --verify --quiet HEAD >/dev/null; then
    rm -rf files/.git; mv clean/.git files/.git; git -C files reset --quiet
  else
    rm -rf files/.git; printf lost
  fi
  rm -rf clean
fi`;

/**
 * The agents' branch begins where the source ends. What is not committed there is one commit of ours.
 * $1 the branch that is wanted, $2 the commit's message, then what is never committed
 */
const makeScript = `
wanted=$1; message=$2; shift 2
cd files
[ -d .git ] || git init --quiet --template=
mkdir -p .git/info
printf '%s\\n' "$@" >.git/info/exclude
git rev-parse --verify --quiet HEAD >/dev/null && history=$(git rev-list --count HEAD) || history=0
origin=$(git symbolic-ref --short --quiet HEAD || :)
git remote remove origin 2>/dev/null || :
branch=$wanted; number=2
while git rev-parse --verify --quiet "refs/heads/$branch" >/dev/null; do branch=$wanted-$number; number=$((number + 1)); done
git checkout --quiet -b "$branch"
if [ "$history" -eq 0 ]; then
  git add --all
  git commit --quiet --allow-empty --no-verify --cleanup=verbatim -m "$message"
elif [ -n "$message" ]; then
  git add --all
  git diff --cached --quiet --no-ext-diff HEAD || git commit --quiet --no-verify --cleanup=verbatim -m "$message"
fi
printf '%s\\n%s\\n%s\\n%s\\n' "$(git rev-parse --verify HEAD)" "$branch" "$origin" "$history"
section
git ls-tree -r -l HEAD | awk '{ if ($4 != "-") { files += 1; bytes += $4 } } END { printf "%d %d", files, bytes }'
section
git ls-files --stage | awk '$1 == "160000"' | cut -f 2 | head -n 20
section
if git grep --quiet --cached -e filter=lfs -- ':(glob)**/.gitattributes'; then
  git grep --cached --files-with-matches -e '^version https://git-lfs' | wc -l
fi`;

const submoduleNote = (paths: readonly string[]): string[] =>
  paths.length === 0
    ? []
    : [
        `${paths.length === 1 ? "A submodule was" : `${paths.length} submodules were`} left out (${paths.join(", ")}): their folders are empty.`,
      ];

const lfsNote = (files: number): string[] =>
  files === 0
    ? []
    : [
        `${files === 1 ? "A file is" : `${files} files are`} in Git LFS and did not come along: in their place are the small pointer files.`,
      ];

export interface MakeOptions {
  readonly staging: Staging;
  readonly signal: AbortSignal;
  /** `spiral/…` */
  readonly branch: string;
  /** For what is not committed in the source; empty where the source is a clone, which is complete as it is. */
  readonly message: string;
  /** Whether `files` came as files and not as a clone. */
  readonly tidy: boolean;
}

/** @throws GitError */
export const makeRepository = async (options: MakeOptions): Promise<MadeRepository> => {
  const { staging, signal, branch, message, tidy } = options;
  const git = createGit({ sandbox: staging.sandbox, signal, timeoutMs: gitTimeoutMs });
  const lost = tidy ? (await git({ name: "import", script: tidyScript }))[0]?.trim() === "lost" : false;
  const [head = "", figures = "", submodules = "", lfs = ""] = await git({
    name: "import",
    script: makeScript,
    args: [branch, message, ...alwaysIgnored],
  });
  const [commit = "", madeBranch = branch, origin = "", history = "0"] = head.split("\n");
  const [files = "0", bytes = "0"] = figures.split(" ");
  const hasHistory = Number(history) > 0;
  return {
    commit,
    branch: madeBranch,
    originBranch: hasHistory && origin !== "" ? origin : null,
    history: Number(history),
    files: Number(files),
    bytes: Number(bytes),
    notes: [
      ...(lost ? ["The repository in it could not be read, so its history was left out."] : []),
      ...submoduleNote(submodules.split("\n").filter((line) => line !== "")),
      ...lfsNote(Number(lfs.trim() === "" ? "0" : lfs.trim())),
      ...(Number(files) === 0 ? ["There are no files in it."] : []),
    ],
  };
};
