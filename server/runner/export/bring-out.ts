import { mkdir, readFile, rename, rm } from "node:fs/promises";
import type { ExportResult } from "../../contract/exports.ts";
import { exportPath, exportsFolder, type ClaimedExport } from "../../domain/exports/index.ts";
import { gitAccess, type GitAccess } from "../../domain/git-credentials/index.ts";
import { projectWithPhases, type Project } from "../../domain/projects/index.ts";
import { createWorkspace } from "../../sandbox/create-workspace.ts";
import { gitEnvironment } from "../../sandbox/git-command.ts";
import type { Sandbox } from "../../sandbox/sandbox.ts";
import { NoSandboxError } from "../attempt-room.ts";
import type { RunnerContext } from "../runner-context.ts";
import { gitFailure, TransferError } from "../transfers/git-failure.ts";
import { connectProgram, runAtGitHost } from "../transfers/git-host.ts";
import { openStaging, type Staging } from "../transfers/staging.ts";
import { commandToFile } from "./command-to-file.ts";

const pushMs = 20 * 60_000;

interface Bringing {
  readonly context: RunnerContext;
  readonly claimed: ClaimedExport;
  readonly project: Project;
  readonly work: NonNullable<ClaimedExport["work"]>;
  readonly signal: AbortSignal;
}

/**
 * Brings accepted work out. Two sandboxes: in the agents' own repository, which may name anything to be run, only
 * objects are packed, without network or credential. A fresh repository of those objects, which the agents never see,
 * is what a patch, a bundle or a push is made of. A commit's name is a hash of all that it holds, so nothing else than
 * what was accepted can come out. Safe to repeat: a push that is there already is done.
 * @throws TransferError, GitError, DomainError, NoSandboxError
 */
export const bringOut = async (
  context: RunnerContext,
  { claimed, signal }: { claimed: ClaimedExport; signal: AbortSignal },
): Promise<ExportResult> => {
  const { work, request } = claimed;
  if (work === null)
    throw new TransferError("Nothing is accepted any more: the project was taken back to its beginning.");
  const { project } = await projectWithPhases(context.domain, claimed.projectId);
  const bringing = { context, claimed, project, work, signal };
  const access =
    request.kind === "push" ? await gitAccess(context.domain, { ownerId: claimed.requestedById, ...request }) : null;
  const target = exportPath(context.env.SPIRAL_DATA_DIR, claimed.id);
  await mkdir(exportsFolder(context.env.SPIRAL_DATA_DIR), { recursive: true, mode: 0o700 });
  const packed = `${target}.pack`;
  try {
    await pack(bringing, packed);
    const staging = await openStaging(context, {
      project,
      name: `outgoing-${claimed.id}`,
      attemptMarker: claimed.id,
      host: access?.host ?? null,
      programs: [connectProgram],
    });
    try {
      return await fromFreshRepository(bringing, { staging, access, packed, target });
    } finally {
      await staging.close();
    }
  } finally {
    await rm(packed, { force: true });
  }
};

const maxBytesOf = ({ env }: RunnerContext): number => env.SPIRAL_SANDBOX_WORKSPACE_MB * 1024 ** 2;

/** Everything that the accepted commit consists of, from the agents' repository. */
const pack = async ({ context, claimed, project, work, signal }: Bringing, file: string): Promise<void> => {
  const found = await context.sandboxing.forProject(project);
  if (found.sandboxes === null) throw new NoSandboxError(`${found.detail} ${found.fix}`);
  const { env } = context;
  const { sandboxes } = found;
  const workspace = await createWorkspace(env.SPIRAL_DATA_DIR, project.id, sandboxes.hostUid(project.sandboxNumber));
  const sandbox = await sandboxes.open({
    attemptMarker: claimed.id,
    workspace: { workspacePath: workspace.filesPath, homePath: workspace.homePath },
    sandboxNumber: project.sandboxNumber,
    doors: { gateway: null, egress: null },
    programs: [],
  });
  try {
    await commandToFile(sandbox, {
      command: "git",
      args: ["pack-objects", "--revs", "--stdout", "--quiet", "--threads=2"],
      cwd: sandbox.inside.workspacePath,
      env: { ...sandbox.environment, ...gitEnvironment(), LC_ALL: "C" },
      doors: [],
      input: { text: `${work.head}\n` },
      file,
      maxBytes: maxBytesOf(context),
      signal,
    });
  } finally {
    await sandbox.end();
  }
};

interface Outgoing {
  readonly staging: Staging;
  readonly access: GitAccess | null;
  readonly packed: string;
  readonly target: string;
}

const fromFreshRepository = async (
  bringing: Bringing,
  { staging, access, packed, target }: Outgoing,
): Promise<ExportResult> => {
  const { context, claimed, work } = bringing;
  const { head, base, branch } = work;
  const signal = AbortSignal.any([bringing.signal, staging.guard.signal]);
  const run = (script: string, args: readonly string[], input: { text: string } | { file: string }, file: string) =>
    commandToFile(staging.sandbox, {
      ...shell(staging.sandbox, script, args),
      input,
      file,
      maxBytes: maxBytesOf(context),
      signal,
    });
  const said = `${target}.said`;
  try {
    await run(
      makeScript,
      [head, claimed.request.kind === "push" ? claimed.request.branch : branch],
      { file: packed },
      said,
    );
    const commits = await countCommits(run, { head, base, file: said });
    switch (claimed.request.kind) {
      case "patch":
      case "bundle": {
        const script =
          claimed.request.kind === "patch"
            ? 'exec git -C repository format-patch --stdout --binary --full-index "$2..$1"'
            : 'exec git -C repository bundle create --quiet - "refs/heads/$3"';
        if (claimed.request.kind === "patch" && commits === 0)
          throw new TransferError("Nothing differs from what the project began with, so there is nothing for a patch.");
        const bytes = await run(script, [head, base, branch], { text: "" }, `${target}.part`);
        await rename(`${target}.part`, target);
        return { commit: head, commits, bytes };
      }
      case "push": {
        if (access === null) throw new Error("A push has its way to the host.");
        await push(staging, access, {
          head,
          branch: claimed.request.branch,
          hasSecret: claimed.request.credentialId !== null,
          signal,
        });
        return { commit: head, commits, bytes: null };
      }
    }
  } finally {
    await Promise.all([rm(said, { force: true }), rm(`${target}.part`, { force: true })]);
  }
};

const shell = (sandbox: Sandbox, script: string, args: readonly string[]) => ({
  command: "sh",
  args: ["-c", `set -e\n${script}`, "spiral-export", ...args],
  cwd: sandbox.inside.workspacePath,
  env: { ...sandbox.environment, ...gitEnvironment(), LC_ALL: "C" },
  doors: [] as const,
});

/** $1 the commit, $2 the branch */
const makeScript = `
git init --quiet --bare --template= repository
cd repository
git index-pack --stdin >/dev/null
git update-ref "refs/heads/$2" "$1"
git symbolic-ref HEAD "refs/heads/$2"`;

const countCommits = async (
  run: (script: string, args: readonly string[], input: { text: string }, file: string) => Promise<number>,
  { head, base, file }: { head: string; base: string; file: string },
): Promise<number> => {
  await run('git -C repository rev-list --count "$2..$1"', [head, base], { text: "" }, file);
  return Number((await readFile(file, "utf8")).trim());
};

const branchIsThere = 91;

/**
 * Only a branch that is not there is made: the lease says that it must not exist, and the host compares it in the same
 * moment. One that is there with this very commit is an earlier push of ours. $1 the commit, $2 the branch
 */
const pushScript = `
there=$(git ls-remote --heads -- "$url" "refs/heads/$2")
if [ -n "$there" ]; then
  case "$there" in "$1"*) exit 0 ;; *) exit ${branchIsThere} ;; esac
fi
git -C repository push --quiet --no-verify --force-with-lease="refs/heads/$2:" -- "$url" "$1:refs/heads/$2"
`;

const push = async (
  staging: Staging,
  access: GitAccess,
  { head, branch, hasSecret, signal }: { head: string; branch: string; hasSecret: boolean; signal: AbortSignal },
): Promise<void> => {
  const result = await runAtGitHost(staging, access, {
    script: pushScript,
    args: [head, branch],
    timeoutMs: pushMs,
    signal,
  });
  if (result.exitStatus === 0) return;
  if (result.exitStatus === branchIsThere)
    throw new TransferError(`There is a branch ${branch} already. Nothing is ever overwritten: choose another name.`);
  throw gitFailure(result, staging, access, hasSecret);
};
