import { mkdir } from "node:fs/promises";
import { createRequire } from "node:module";
import path from "node:path";
import { z } from "zod";
import type { SystemFinding } from "../../contract/views.ts";
import { findExecutable } from "../../sandbox/find-executable.ts";
import { runCommand } from "../../sandbox/run-command.ts";
import type { Sandboxes } from "../../sandbox/sandbox.ts";
import { ownerCredentialStore } from "./environment.ts";

/** The version whose lines and internals this folder was written and tried against; older ones were not. */
export const minimumVersion = "2.1.329";

export interface DetectOptions {
  /** Without walls: the owner's own program, asked about the owner's own sign-in. */
  readonly sandboxes: Sandboxes;
  readonly hostEnvironment: Readonly<Record<string, string | undefined>>;
  /** CLAUDE_CODE_PATH; null takes the SDK's own program. */
  readonly configuredPath: string | null;
  /** A token made by `claude setup-token`, where there is one. */
  readonly oauthToken: string | null;
  /** Absolute; a folder of the product's own that the looked-at program may write into. */
  readonly scratchPath: string;
  readonly signal: AbortSignal;
}

export interface ClaudeCodeFound {
  readonly finding: SystemFinding;
  readonly binaryPath: string | null;
  readonly version: string | null;
  /** Whether a subscription can be used: the owner has signed in, or there is a token. Null: it gave no answer. */
  readonly signedIn: boolean | null;
}

const AuthStatus = z.object({ loggedIn: z.boolean(), authMethod: z.string() });

/** Looking takes 15 ms for the version and 0.2 s for the sign-in; a disk that sleeps takes longer. */
const lookTimeoutMs = 20_000;

/** The names of the SDK's packages that carry the program for this machine, most likely first. */
const platformPackages = (platform: string, arch: string): string[] => {
  const name = `@anthropic-ai/claude-agent-sdk-${platform}-${arch}`;
  return platform === "linux" ? [name, `${name}-musl`] : [name];
};

const sdkProgram = (): string | null => {
  const require = createRequire(import.meta.resolve("@anthropic-ai/claude-agent-sdk"));
  const program = process.platform === "win32" ? "claude.exe" : "claude";
  for (const name of platformPackages(process.platform, process.arch)) {
    try {
      return require.resolve(`${name}/${program}`);
    } catch {
      // Not the package of this machine, or installed without optional packages; the next one, or "missing".
    }
  }
  return null;
};

/** The claude program's absolute path: the configured one, else the SDK's own; null when there is none to execute. */
export const findClaudeCode = async (configuredPath: string | null): Promise<string | null> => {
  const wanted = configuredPath ?? sdkProgram();
  return wanted === null ? null : findExecutable(wanted, "", path.parse(wanted).root);
};

/** Negative, 0 or positive, as a comparison; a part that is no number counts as 0. */
export const compareVersions = (a: string, b: string): number => {
  const parts = (version: string): number[] => version.split(".").map((part) => Number.parseInt(part, 10) || 0);
  const [left, right] = [parts(a), parts(b)];
  return [0, 1, 2].map((at) => (left[at] ?? 0) - (right[at] ?? 0)).find((difference) => difference !== 0) ?? 0;
};

const missing = (detail: string, fix: string): ClaudeCodeFound => ({
  finding: { status: "missing", detail, fix },
  binaryPath: null,
  version: null,
  signedIn: false,
});

/**
 * Looks for Claude Code: program, version, sign-in. Everything that is missing is data with its fix. Whether it is
 * signed in is asked of the program itself; credentials are never read here.
 */
export const detectClaudeCode = async (options: DetectOptions): Promise<ClaudeCodeFound> => {
  const { configuredPath, hostEnvironment, scratchPath } = options;
  const binaryPath = await findClaudeCode(configuredPath);
  if (binaryPath === null) {
    return configuredPath === null
      ? missing(
          "Claude Code's program for this machine is not installed.",
          "Run npm install without leaving out optional packages, or set CLAUDE_CODE_PATH.",
        )
      : missing(
          `There is no program at ${configuredPath}.`,
          "Correct CLAUDE_CODE_PATH, or remove it to use the built-in Claude Code.",
        );
  }
  const configPath = path.join(scratchPath, "claude");
  await mkdir(configPath, { recursive: true, mode: 0o700 });
  const sandbox = await options.sandboxes.open({
    attemptMarker: "detection",
    workspace: { workspacePath: scratchPath, homePath: scratchPath },
    sandboxNumber: 0,
    doors: { gateway: null, egress: null },
    programs: [binaryPath],
  });
  const look = (args: readonly string[], env: Readonly<Record<string, string>> = {}) =>
    runCommand(sandbox, {
      command: binaryPath,
      args,
      cwd: scratchPath,
      env: {
        ...sandbox.environment,
        CLAUDE_CONFIG_DIR: configPath,
        CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: "1",
        ...env,
      },
      doors: [],
      timeoutMs: lookTimeoutMs,
      signal: options.signal,
      maxOutputBytes: 64 * 1024,
      streams: "separate",
      leftovers: "end",
    });

  // With a token there is nothing to ask: the program would only say that it has one, and no process needs to be given it.
  const byToken = options.oauthToken === null ? null : true;
  const told = await look(["--version"]);
  const version = /^(\d+\.\d+\.\d+)/.exec(told.output)?.[1];
  if (version === undefined && (told.outcome === "timed_out" || told.outcome === "aborted")) {
    // Nothing is known of it: no reason yet to keep agents from starting.
    const detail = `${binaryPath} did not tell its version in time.`;
    const fix = "Spiral looks again by itself. If it stays like this, try `claude --version` on that machine.";
    return { finding: { status: "warning", detail, fix }, binaryPath, version: null, signedIn: byToken };
  }
  if (version === undefined) {
    return missing(
      `${binaryPath} does not tell a Claude Code version.`,
      "Set CLAUDE_CODE_PATH to a claude program, or remove it to use the built-in one.",
    );
  }
  if (compareVersions(version, minimumVersion) < 0) {
    return missing(
      `${binaryPath} is Claude Code ${version}; ${minimumVersion} or newer is needed.`,
      "Run `claude update`, or remove CLAUDE_CODE_PATH to use the built-in one.",
    );
  }
  const signedIn =
    byToken ??
    signInOf(
      (
        await look(["auth", "status", "--json"], {
          CLAUDE_SECURESTORAGE_CONFIG_DIR: ownerCredentialStore(hostEnvironment),
        })
      ).output,
    );
  const known = { binaryPath, version, signedIn } as const;
  if (signedIn === null) {
    const detail = `Claude Code ${version} (${binaryPath}) did not say whether it is signed in.`;
    const fix = "Spiral looks again by itself. If it stays like this, try `claude auth status` on that machine.";
    return { ...known, finding: { status: "warning", detail, fix } };
  }
  const how = signedIn ? (byToken === null ? "signed in" : "with a token") : "not signed in";
  return { ...known, finding: { status: "ok", detail: `Claude Code ${version} (${binaryPath}), ${how}.`, fix: null } };
};

/** Null: whatever it said, or did not get to say, is no answer. */
const signInOf = (output: string): boolean | null => {
  try {
    const status = AuthStatus.parse(JSON.parse(output));
    return status.loggedIn && status.authMethod !== "api_key";
  } catch {
    return null;
  }
};
