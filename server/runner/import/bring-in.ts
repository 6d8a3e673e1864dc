import type { StoredSource } from "../../contract/sources.ts";
import { gitAccess, type GitAccess } from "../../domain/git-credentials/index.ts";
import { allowedRoot } from "../../domain/imports/index.ts";
import { uploadPath } from "../../domain/uploads/index.ts";
import { admitEntries, ArchiveRefusedError, unpackLimits, type AdmittedFile } from "../../archives/admission.ts";
import { packedBytes, readArchive } from "../../archives/read-archive.ts";
import { openAllowedFolder, readFolder, type LeftOut } from "../../archives/read-folder.ts";
import { tarOfFiles } from "../../archives/tar-of-files.ts";
import { DomainError } from "../../platform/errors.ts";
import { gitEnvironment } from "../../sandbox/git-command.ts";
import { runCommand, type CommandResult } from "../../sandbox/run-command.ts";
import { gitFailure, TransferError } from "../transfers/git-failure.ts";
import { connectProgram, runAtGitHost } from "../transfers/git-host.ts";
import { openStaging, type Staging } from "../transfers/staging.ts";
import type { StepContext } from "../step-context.ts";
import { countedFiles, megabytes, type ImportProgress } from "./import-progress.ts";
import { sampleRepository } from "./sample-repository.ts";

/** What a transfer may take. */
const transferMs = 20 * 60_000;
const outputBytes = 64 * 1024;

export interface BroughtIn {
  readonly staging: Staging;
  /** What was not taken along, in sentences. */
  readonly notes: readonly string[];
}

/** The place that a source comes into, with everything that it needs and nothing else. @throws TransferError */
export const bringIn = async (
  context: StepContext,
  { source, progress }: { source: StoredSource; progress: ImportProgress },
): Promise<BroughtIn> => {
  const { project, lease } = context;
  const access = await accessTo(context, source);
  let isComing = true;
  const staging = await openStaging(context, {
    project,
    name: "incoming",
    attemptMarker: lease.attemptId,
    host: access?.host ?? null,
    programs: [connectProgram],
    // How much git has fetched is seen from what it has written.
    ...(source.kind === "git" && {
      onSize: (bytes: number) => {
        if (isComing) progress.reach(`${megabytes(bytes)} on the disk`);
      },
    }),
  });
  try {
    const signal = AbortSignal.any([context.signal, staging.guard.signal]);
    const notes = await carry(context, { source, access, staging, signal, progress });
    isComing = false;
    return { staging, notes };
  } catch (error) {
    const space = staging.guard.error;
    await staging.close();
    if (space !== null) throw new TransferError(space.message, { outOfSpace: true });
    if (error instanceof ArchiveRefusedError || error instanceof DomainError) throw new TransferError(error.message);
    throw error;
  }
};

const accessTo = async ({ domain, project }: StepContext, source: StoredSource): Promise<GitAccess | null> => {
  if (source.kind !== "git") return null;
  try {
    return await gitAccess(domain, { ownerId: project.ownerId, ...source });
  } catch (error) {
    if (error instanceof DomainError) throw new TransferError(error.message);
    throw error;
  }
};

interface Carrying {
  readonly source: StoredSource;
  readonly access: GitAccess | null;
  readonly staging: Staging;
  readonly signal: AbortSignal;
  readonly progress: ImportProgress;
}

const carry = async (context: StepContext, carrying: Carrying): Promise<readonly string[]> => {
  const { source, access, staging, signal, progress } = carrying;
  switch (source.kind) {
    case "archive": {
      progress.begin("Unpacking the archive");
      const file = uploadPath(context.env.SPIRAL_DATA_DIR, source.uploadId);
      const files = admitEntries(readArchive(file), { packedBytes: await sizeOf(file) });
      await unpack(carrying, files);
      return [];
    }
    case "folder": {
      progress.begin("Copying the folder");
      const root = await allowedRoot(context.domain, source.path);
      const opened = await openAllowedFolder({ root, folder: source.path });
      if (opened === null)
        throw new TransferError(
          `${source.path} is not a folder of the runner's machine, or a link is on the way to it.`,
        );
      const leftOut: LeftOut = { links: 0, others: 0 };
      await unpack(carrying, admitEntries(readFolder(opened, leftOut), { packedBytes: null }));
      return [
        ...(leftOut.links === 0 ? [] : [`${leftOut.links} links were left out.`]),
        ...(leftOut.others === 0
          ? []
          : [`${leftOut.others} entries that are no plain files, or cannot be read, were left out.`]),
      ];
    }
    case "git": {
      if (access === null) throw new Error("A git source has its way to the host.");
      progress.begin("Fetching the repository");
      const result = await runAtGitHost(staging, access, {
        script: cloneScript,
        args: cloneArgs(source.branch),
        timeoutMs: transferMs,
        signal,
      });
      signal.throwIfAborted();
      if (result.exitStatus !== 0)
        throw cloneFailure(result) ?? gitFailure(result, staging, access, source.credentialId !== null);
      return [];
    }
    case "sample": {
      const result = await run(carrying, {
        script: `set -e; git init --quiet --bare --template= shipped.git; git -C shipped.git fast-import --quiet; url=file://$PWD/shipped.git\n${cloneScript}`,
        args: cloneArgs(null),
        input: sampleRepository(source.sampleId),
      });
      if (result.exitStatus !== 0)
        throw new TransferError(`The sample could not be unpacked: ${result.errorOutput.slice(-500)}`);
      return [];
    }
    case "empty":
      await run(carrying, { script: "mkdir files", args: [] });
      return [];
  }
};

const sizeOf = (file: string): Promise<number> =>
  packedBytes(file).catch(() => {
    throw new TransferError("The archive is not on the server any more. Send it again, and choose it on this page.");
  });

/** Into `files`: the names of what is admitted lead nowhere else, and this process could not write there either. */
const unpack = async (carrying: Carrying, files: AsyncIterable<AdmittedFile>): Promise<void> => {
  const result = await run(carrying, {
    script: "set -e; umask 022; mkdir files; exec tar -x -f - -C files --no-same-owner --no-same-permissions",
    args: [],
    input: tarOfFiles(countedFiles(files, carrying.progress)),
  });
  carrying.signal.throwIfAborted();
  if (result.exitStatus === 0) return;
  if (/No space left/.test(result.errorOutput))
    throw new TransferError("The disk is full. Make room on the server.", { outOfSpace: true });
  throw new TransferError(`The files could not be written: ${result.errorOutput.trim().slice(-500)}`);
};

const run = (
  { staging: { sandbox }, signal }: Carrying,
  { script, args, input }: { script: string; args: readonly string[]; input?: AsyncIterable<Uint8Array | string> },
): Promise<CommandResult> =>
  runCommand(sandbox, {
    command: "sh",
    args: ["-c", script, "spiral-import", ...args],
    cwd: sandbox.inside.workspacePath,
    env: { ...sandbox.environment, ...gitEnvironment([["protocol.file.allow", "always"]]), LC_ALL: "C" },
    doors: [],
    timeoutMs: transferMs,
    signal,
    maxOutputBytes: outputBytes,
    streams: "separate",
    leftovers: "leave_to_attempt",
    ...(input !== undefined && { input }),
  });

const tooManyFiles = 90;
const noCommits = 91;

const cloneArgs = (branch: string | null): string[] => [branch ?? "", String(unpackLimits.files)];

/**
 * History first, files only when their number is known. No template, no submodules, nothing that the repository names
 * is run. $1 the branch or nothing, $2 the most files
 */
const cloneScript = `
if [ -n "$1" ]; then set -- "$2" --branch "$1"; else set -- "$2"; fi
most=$1; shift
git clone --quiet --template= --no-checkout --no-recurse-submodules --single-branch "$@" -- "$url" files
cd files
if git rev-parse --verify --quiet HEAD >/dev/null; then
  count=$(git ls-tree -r -z --name-only HEAD | tr -dc '\\000' | wc -c)
  if [ "$count" -gt "$most" ]; then echo "$count"; exit ${tooManyFiles}; fi
  git checkout --quiet HEAD --
else
  exit ${noCommits}
fi
`;

const cloneFailure = (result: CommandResult): TransferError | null => {
  if (result.exitStatus === noCommits)
    return new TransferError(
      "The repository has no commit on the branch that it names as its own, or none at all. Name a branch that has some, or start from nothing.",
    );
  return result.exitStatus === tooManyFiles
    ? new TransferError(
        `The repository has ${Number(result.output).toLocaleString("en")} files; at most ${unpackLimits.files.toLocaleString("en")} can be brought in.`,
      )
    : null;
};
