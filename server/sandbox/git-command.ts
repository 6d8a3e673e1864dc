import { newProcessMarker } from "./process-marker.ts";
import { runCommand, type CommandResult } from "./run-command.ts";
import type { Sandbox } from "./sandbox.ts";

/** Git in a workspace failed. The message is for people and carries what git itself said, capped. */
export class GitError extends Error {
  override readonly name = "GitError";
}

export interface GitOptions {
  /** Git runs in it, in its workspace: the repository is agent-written, and git runs what a repository names. */
  readonly sandbox: Sandbox;
  readonly signal: AbortSignal;
  /** For each call. */
  readonly timeoutMs: number;
  /** Where it runs, as seen inside; the workspace by default. */
  readonly cwd?: string;
}

export interface GitScript {
  /** What is done, for messages: "commit". */
  readonly name: string;
  /**
   * A shell script that ends at the first command that fails. `section` in it begins the next part of the output;
   * `$1` and so on are `args`.
   */
  readonly script: string;
  readonly args?: readonly string[];
}

/** Runs a script of git commands in one process of the sandbox and gives back the parts of its output. */
export type Git = (script: GitScript) => Promise<readonly string[]>;

/** Under whose name the product commits; an agent's own commits keep the agent's. */
const identity = { name: "Spiral", email: "spiral@localhost" };

/**
 * Nothing in the repository or on the machine may run a program or wait for a person. (Filters named by the
 * repository's own configuration cannot be switched off by name: the sandbox is what contains them.)
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
  // The work tree may have been made by another user than the one that git runs as.
  ["safe.directory", "*"],
  ["init.defaultBranch", "main"],
  ["user.name", identity.name],
  ["user.email", identity.email],
] as const;

/**
 * What git begins with, wherever the product runs it.
 * @param besides configuration that counts on top of the hardening, such as the one protocol that may be spoken
 */
export const gitEnvironment = (besides: readonly (readonly [string, string])[] = []): Record<string, string> => ({
  GIT_CONFIG_NOSYSTEM: "1",
  GIT_CONFIG_GLOBAL: "/dev/null",
  GIT_CONFIG_COUNT: String(hardening.length + besides.length),
  ...Object.fromEntries(
    [...hardening, ...besides].flatMap(([key, value], index) => [
      [`GIT_CONFIG_KEY_${index}`, key],
      [`GIT_CONFIG_VALUE_${index}`, value],
    ]),
  ),
  GIT_TERMINAL_PROMPT: "0",
  GIT_ASKPASS: "false",
  GIT_EDITOR: "false",
  GIT_PAGER: "cat",
  GIT_AUTHOR_NAME: identity.name,
  GIT_AUTHOR_EMAIL: identity.email,
  GIT_COMMITTER_NAME: identity.name,
  GIT_COMMITTER_EMAIL: identity.email,
});

const maxOutputBytes = 16 * 1024 * 1024;

/** `$mark` is a random text that no file's name and no difference can hold: an agent wrote those. */
const prelude = `set -e; mark=$1; shift; section() { printf '%s' "$mark"; }\n`;

/** @returns a `Git` that throws GitError unless the script ends with 0 */
export const createGit = (options: GitOptions): Git => {
  const { sandbox } = options;
  const attempt = (mark: string, { script, args = [] }: Omit<GitScript, "name">): Promise<CommandResult> =>
    runCommand(sandbox, {
      command: "sh",
      args: ["-c", `${prelude}${script}`, "spiral-git", mark, ...args],
      cwd: options.cwd ?? sandbox.inside.workspacePath,
      env: { ...sandbox.environment, ...gitEnvironment() },
      doors: [],
      timeoutMs: options.timeoutMs,
      signal: options.signal,
      maxOutputBytes,
      streams: "separate",
      // Hooks, monitors and pagers are off: git starts nothing that outlives it.
      leftovers: "leave_to_attempt",
    });

  /** A lock is left over when nothing of the attempt runs any more; a living agent's own git keeps its lock. */
  const removeLeftOverLock = async (): Promise<boolean> => {
    if (await sandbox.isBusy()) return false;
    const result = await attempt("", { script: "[ -e .git/index.lock ] && rm -f .git/index.lock" });
    return result.exitStatus === 0;
  };

  return async ({ name, ...script }) => {
    const mark = `<${newProcessMarker()}${newProcessMarker()}>`;
    let result = await attempt(mark, script);
    if (result.outcome === "exited" && result.exitStatus === 128 && (await removeLeftOverLock())) {
      result = await attempt(mark, script);
    }
    const sections = sectionsOf(`git ${name}`, result, options.timeoutMs);
    return sections.split(mark);
  };
};

const sectionsOf = (name: string, result: CommandResult, timeoutMs: number): string => {
  switch (result.outcome) {
    case "exited":
      if (result.exitStatus === 0 && !result.outputTruncated) return result.output;
      throw new GitError(
        result.exitStatus === 0
          ? `${name} said more than ${maxOutputBytes} bytes: the workspace has too many files for it.`
          : result.exitStatus === 127
            ? `${name} could not be started. Install git and make sure that it is on the PATH of the runner.`
            : `${name} failed with exit status ${result.exitStatus}: ${result.errorOutput.trim().slice(0, 2_000)}`,
      );
    case "timed_out":
      throw new GitError(`${name} did not end within ${Math.round(timeoutMs / 1_000)} s and was stopped.`);
    case "aborted":
      throw new GitError(`${name} was stopped.`);
    case "not_started":
      throw new GitError(`${name} could not be started: the sandbox has no shell.`);
  }
};
