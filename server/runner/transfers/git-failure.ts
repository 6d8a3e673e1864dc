import type { GitAccess } from "../../domain/git-credentials/index.ts";
import { knownSecrets } from "../../platform/known-secrets.ts";
import type { CommandResult } from "../../sandbox/run-command.ts";
import type { Staging } from "./staging.ts";

/** A transfer in or out that cannot be done. The message is for people: what happened, and what to do. */
export class TransferError extends Error {
  override readonly name = "TransferError";
  /** The disk is full, or the workspace larger than it may be. */
  readonly outOfSpace: boolean;

  constructor(message: string, { outOfSpace = false }: { outOfSpace?: boolean } = {}) {
    super(message);
    this.outOfSpace = outOfSpace;
  }
}

interface Rule {
  /** Of git's and ssh's own words, which are English here (LC_ALL=C). */
  readonly says: RegExp;
  readonly words: (where: { readonly host: string; readonly hasSecret: boolean }) => string;
}

/** The first that fits counts. */
const rules: readonly Rule[] = [
  {
    says: /Host key verification failed/,
    words: ({ host }) =>
      `${host} showed another key than the one that was stored with the credential, so nothing was sent. If the host has really changed its key, store the credential anew with it.`,
  },
  {
    says: /Permission denied \(|publickey/,
    words: ({ host }) =>
      `${host} does not accept the SSH key. See that its public half is entered there, with the right to read (and to write, for a push).`,
  },
  {
    says: /could not read Username|terminal prompts disabled|error: 401|Authentication failed|error: 403|HTTP Basic: Access denied|Write access to repository not granted|denied to/i,
    words: ({ host, hasSecret }) =>
      hasSecret
        ? `${host} does not accept the token, or it does not have the right for this. Make a new one there with the right to read (and to write, for a push), and store it.`
        : `${host} wants a password for this, or there is no such repository. If it is private, choose a credential for it.`,
  },
  {
    says: /Remote branch .* not found/,
    words: () => "The repository has no branch of this name. Look at how it is written there, or leave it empty.",
  },
  {
    says: /repository .* not found|Repository not found|does not appear to be a git repository|error: 404|does not exist/i,
    words: ({ host, hasSecret }) =>
      `${host} has no repository at this address${hasSecret ? ", or the credential may not see it" : ", or shows it only with a credential"}. Compare it with the address that its page offers for cloning.`,
  },
  {
    says: /response 403|status 403/,
    words: ({ host }) => `${host}, or an address that it leads to, may not be reached from here.`,
  },
  {
    says: /response 502|status 502|error: 50[234]|cannot be reached|Could not resolve|Failed to connect|Connection refused|Connection timed out|timed out|Connection reset|Connection closed|unexpectedly closed|Empty reply|early EOF|transfer closed|Recv failure|Operation too slow/i,
    words: ({ host }) =>
      `${host} did not answer, or the connection broke. See that the address is right and the host is up, then try again.`,
  },
  {
    says: /certificate|SSL|TLS/,
    words: ({ host }) =>
      `The encrypted connection to ${host} could not be made: its certificate is not one that this machine trusts.`,
  },
  {
    says: /redirect|error: 30\d/i,
    words: ({ host }) => `${host} leads on to another address. Use that one instead.`,
  },
  {
    says: /stale info|already exists|rejected|non-fast-forward|fetch first/i,
    words: () => "There is a branch of this name already. Nothing is ever overwritten: choose another name.",
  },
];

const isSame = (one: { host: string; port: number }, { host, port }: GitAccess["address"]): boolean =>
  one.host === host.replace(/^\[|\]$/g, "") && one.port === port;

const shownOfGit = 500;

/** What a failed command at a git host means, in words. */
export const gitFailure = (
  result: CommandResult,
  staging: Staging,
  { address }: GitAccess,
  hasSecret: boolean,
): TransferError => {
  const space = staging.guard.error;
  if (space !== null) return new TransferError(space.message, { outOfSpace: true });
  const host = address.host;
  const refused = staging.refusedHost();
  if (refused !== null && !isSame(refused, address))
    return new TransferError(
      `${host} leads on to another address, which was not followed. Use the repository's own address instead.`,
    );
  if (refused !== null)
    return new TransferError(
      `${refused.reason.split(". ")[0] ?? refused.reason}. Only public hosts are reached, and those that an admin permits under Settings, Ways in and out.`,
    );
  if (result.outcome === "timed_out")
    return new TransferError(`${host} took too long, so it was given up. Try again, or use a smaller repository.`);
  const said = result.errorOutput;
  if (/No space left on device/.test(said))
    return new TransferError("The disk is full. Make room on the server.", { outOfSpace: true });
  if (/git: not found|ssh: not found|cannot run ssh/.test(said))
    return new TransferError(
      "git or ssh is not installed on the runner's machine. Install git and openssh-client there.",
    );
  const rule = rules.find(({ says }) => says.test(said));
  const own = knownSecrets().redact(said.trim()).slice(-shownOfGit);
  if (rule === undefined) return new TransferError(`git at ${host} failed: ${own === "" ? "it said nothing." : own}`);
  return new TransferError(rule.words({ host, hasSecret }));
};
