import path from "node:path";
import { writeGitUrl } from "../../contract/sources.ts";
import type { GitAccess, GitSecret } from "../../domain/git-credentials/index.ts";
import { gitEnvironment } from "../../sandbox/git-command.ts";
import { runCommand, type CommandResult } from "../../sandbox/run-command.ts";
import type { Staging } from "./staging.ts";

/** Shown inside: how ssh gets out. */
export const connectProgram = path.join(import.meta.dirname, "connect.cjs");

export interface GitHostScript {
  /** A shell script in the staging folder; `$url` is the repository, and git finds the credential by itself. */
  readonly script: string;
  readonly args?: readonly string[];
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
}

const encoded = (text: string): string => Buffer.from(text, "utf8").toString("base64");

/** What the script reads first, a line each: never an argument, never the environment, never a file on disk. */
const secretLines = (secret: GitSecret | null): string[] => {
  switch (secret?.kind) {
    case "token":
      return [encoded(`username=${secret.username}\npassword=${secret.token}\n`), ""];
    case "ssh_key":
      return [encoded(secret.privateKey), encoded(`${secret.knownHosts}\n`)];
    case undefined:
      return ["", ""];
  }
};

/**
 * The secret goes into memory that this process alone has (/tmp of a walled sandbox), and goes with it. git asks for
 * it through a helper that is bound to this one host; ssh reads it as a file.
 */
const prelude = `set -e
url=$1; proxy=$2; connect=$3; shift 3
IFS= read -r first; IFS= read -r second
own=$(mktemp -d)
trap 'rm -rf "$own"' EXIT
umask 077
printf '%s' "$first" | base64 -d >"$own/first"
printf '%s' "$second" | base64 -d >"$own/second"
unset first second
umask 022
export GIT_SSH_COMMAND="ssh -F /dev/null -i '$own/first' -o UserKnownHostsFile='$own/second' -o GlobalKnownHostsFile=/dev/null -o StrictHostKeyChecking=yes -o IdentitiesOnly=yes -o IdentityAgent=none -o BatchMode=yes -o ConnectTimeout=30 -o ServerAliveInterval=30 -o ProxyCommand='node $connect $proxy %h %p'"
export SPIRAL_ANSWER="$own/first"
`;

/** Bytes a second, and for how many seconds, below which a transfer counts as dead. */
const stall = { bytes: "100", seconds: "60" };
const outputBytes = 256 * 1024;

/** Runs git against one host, in a sandbox that reaches nothing else, with what opens it. */
export const runAtGitHost = async (
  staging: Staging,
  access: GitAccess,
  { script, args = [], timeoutMs, signal }: GitHostScript,
): Promise<CommandResult> => {
  const { sandbox, proxyUrl } = staging;
  const { address } = access;
  const secret = await access.secret();
  const url = writeGitUrl(address);
  const origin = `${address.transport}://${address.host}:${address.port}`;
  const proxy = proxyUrl ?? "";
  return runCommand(sandbox, {
    command: "sh",
    args: ["-c", `${prelude}${script}`, "spiral-git-host", url, proxy, sandbox.inside.program(connectProgram), ...args],
    cwd: sandbox.inside.workspacePath,
    env: {
      ...sandbox.environment,
      ...gitEnvironment([
        [`protocol.${address.transport}.allow`, "always"],
        ["http.proxy", proxy],
        ["http.proxyAuthMethod", "anyauth"],
        // Only where it leads back to the same host: the door lets no other through.
        ["http.followRedirects", "initial"],
        ["http.lowSpeedLimit", stall.bytes],
        ["http.lowSpeedTime", stall.seconds],
        ...(secret?.kind === "token"
          ? [[`credential.${origin}.helper`, '!f() { cat "$SPIRAL_ANSWER"; }; f'] as const]
          : []),
      ]),
      // Inside, 127.0.0.1 is the sandbox itself: every address is reached through the proxy.
      NO_PROXY: "",
      no_proxy: "",
      LC_ALL: "C",
    },
    doors: ["egress"],
    timeoutMs,
    signal,
    maxOutputBytes: outputBytes,
    streams: "separate",
    leftovers: "leave_to_attempt",
    input: lines(secretLines(secret)),
  });
};

async function* lines(all: readonly string[]): AsyncGenerator<string, void> {
  yield all.map((line) => `${line}\n`).join("");
}
