import { rm, stat } from "node:fs/promises";
import path from "node:path";
import { runCommand, type CommandResult } from "./run-command.ts";
import { markerVariables } from "./process-marker.ts";
import type { Sandbox } from "./sandbox.ts";

/** Git in a workspace failed. The message is for people and carries what git itself said, capped. */
export class GitError extends Error {
  override readonly name = "GitError";
}

export interface GitOptions {
  readonly sandbox: Sandbox;
  /** Absolute; the workspace's files, which are the repository's work tree. */
  readonly filesPath: string;
  /** From childEnvironment; where git is found, and HOME. */
  readonly env: Readonly<Record<string, string>>;
  /** The attempt's marker. */
  readonly marker: string;
  readonly signal: AbortSignal;
  /** For each git command. */
  readonly timeoutMs: number;
}

/** Runs one git command and gives back its stdout. */
export type Git = (
  args: readonly string[],
  more?: { readonly env?: Readonly<Record<string, string>>; readonly maxOutputBytes?: number },
) => Promise<CommandResult>;

/** Under whose name the product commits; an agent's own commits keep the agent's. */
const identity = { name: "Spiral", email: "spiral@localhost" };

/**
 * The repository is agent-written: nothing in it, on the machine or in the owner's home may run a program or wait
 * for a person. (Filters named by the repository's own configuration cannot be switched off by name: the sandbox
 * that git runs in is what contains them.)
 */
const hardening = [
  ["core.hooksPath", "/dev/null"],
  ["core.fsmonitor", "false"],
  ["core.untrackedCache", "false"],
  ["core.pager", "cat"],
  ["core.editor", "false"],
  ["core.attributesFile", "/dev/null"],
  ["core.excludesFile", "/dev/null"],
  ["core.sshCommand", "false"],
  ["core.quotePath", "false"],
  ["core.autocrlf", "false"],
  ["credential.helper", ""],
  ["protocol.allow", "never"],
  ["commit.gpgSign", "false"],
  ["tag.gpgSign", "false"],
  ["gc.auto", "0"],
  ["maintenance.auto", "false"],
  ["diff.external", ""],
  ["submodule.recurse", "false"],
  // The work tree may belong to the project's own user while the runner is another.
  ["safe.directory", "*"],
  ["init.defaultBranch", "main"],
  ["user.name", identity.name],
  ["user.email", identity.email],
] as const;

const hardeningArgs = hardening.flatMap(([key, value]) => ["-c", `${key}=${value}`]);

const hardenedEnvironment: Readonly<Record<string, string>> = {
  GIT_CONFIG_NOSYSTEM: "1",
  GIT_CONFIG_GLOBAL: "/dev/null",
  GIT_TERMINAL_PROMPT: "0",
  GIT_ASKPASS: "false",
  GIT_EDITOR: "false",
  GIT_PAGER: "cat",
  GIT_AUTHOR_NAME: identity.name,
  GIT_AUTHOR_EMAIL: identity.email,
  GIT_COMMITTER_NAME: identity.name,
  GIT_COMMITTER_EMAIL: identity.email,
};

const defaultMaxOutputBytes = 8 * 1024 * 1024;

/**
 * Removes a lock that a killed git left behind. It is left over when nothing that carries this attempt's marker
 * runs any more; a lock of a living agent's own git stays, and the command waits for the next try.
 */
const removeLeftOverLock = async ({ sandbox, filesPath, marker }: GitOptions): Promise<boolean> => {
  const lock = path.join(filesPath, ".git", "index.lock");
  const exists = await stat(lock).then(
    () => true,
    () => false,
  );
  if (!exists) return false;
  const alive = (await sandbox.listMarked()).some((entry) => entry.markers[markerVariables.attempt] === marker);
  if (alive) return false;
  await rm(lock, { force: true });
  return true;
};

/** @returns a `Git` that throws GitError unless the command ends with 0 */
export const createGit = (options: GitOptions): Git => {
  const attempt = (args: readonly string[], more: Parameters<Git>[1]): Promise<CommandResult> =>
    runCommand(options.sandbox, {
      command: "git",
      args: [...hardeningArgs, "-C", options.filesPath, ...args],
      cwd: options.filesPath,
      env: { ...options.env, ...hardenedEnvironment, ...more?.env },
      marker: options.marker,
      timeoutMs: options.timeoutMs,
      signal: options.signal,
      maxOutputBytes: more?.maxOutputBytes ?? defaultMaxOutputBytes,
      streams: "separate",
      // Hooks, monitors and pagers are off: git starts nothing that outlives it.
      leftovers: "leave_to_attempt",
    });

  return async (args, more) => {
    let result = await attempt(args, more);
    if (result.outcome === "exited" && result.exitStatus === 128 && (await removeLeftOverLock(options))) {
      result = await attempt(args, more);
    }
    const name = `git ${args[0] ?? ""}`;
    switch (result.outcome) {
      case "exited":
        if (result.exitStatus === 0) return result;
        throw new GitError(
          `${name} failed with exit status ${result.exitStatus}: ${result.errorOutput.trim().slice(0, 2_000)}`,
        );
      case "timed_out":
        throw new GitError(`${name} did not end within ${Math.round(options.timeoutMs / 1_000)} s and was stopped.`);
      case "aborted":
        throw new GitError(`${name} was stopped.`);
      case "not_started":
        throw new GitError(
          `${name} could not be started. Install git and make sure that it is on the PATH of the runner.`,
        );
    }
  };
};
