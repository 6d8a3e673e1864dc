import { parseHostRule, type HostRule } from "../../contract/egress.ts";
import { hostAndPort, parseGitUrl, type GitAddress } from "../../contract/sources.ts";
import { DomainError } from "../../platform/errors.ts";
import { addressKindWords, classifyHost, isAllowed } from "../../platform/public-address.ts";
import type { Reader } from "../domain.ts";
import { readSecret } from "../secrets/index.ts";
import { readSettings } from "../settings/index.ts";
import { CredentialKind } from "./git-credentials.ts";

/** What is told to a git host, and to no other. */
export type GitSecret =
  | { readonly kind: "token"; readonly username: string; readonly token: string }
  | { readonly kind: "ssh_key"; readonly privateKey: string; readonly knownHosts: string };

/** The way to one repository. */
export interface GitAccess {
  readonly address: GitAddress;
  /** The one line of a list of hosts that lets it through. */
  readonly host: HostRule;
  /** Reads the secret only now; null where none is used. */
  readonly secret: () => Promise<GitSecret | null>;
}

const usualGitPorts: readonly number[] = [22, 80, 443];

/** Whether an admin has permitted this host although it is in a private network. */
const isPermitted = (rules: readonly HostRule[], { host, port }: GitAddress): boolean =>
  rules.some((line) => {
    const rule = parseHostRule(line);
    if ("problem" in rule || (rule.kind !== "address" && !rule.private)) return false;
    const hasPort = rule.port === null ? usualGitPorts.includes(port) : rule.port === port;
    const bare = host.replace(/^\[|\]$/g, "");
    return hasPort && (rule.kind === "subdomains" ? bare.endsWith(`.${rule.host}`) : bare === rule.host);
  });

const whoCanPermit = "An admin can permit private git hosts under Settings, Ways in and out.";

const ruleFor = (address: GitAddress, permitted: boolean): HostRule => {
  const kind = classifyHost(address.host);
  if (kind === "invalid") throw new DomainError("invalid", "The address has no host that can be reached.");
  if (kind !== "name") {
    if (!isAllowed(kind, permitted ? "private" : "public"))
      throw new DomainError(
        "invalid",
        `${address.host} is ${addressKindWords[kind]}, which is not reached from here. ${whoCanPermit}`,
      );
    return hostAndPort(address);
  }
  if (!permitted && !address.host.includes("."))
    throw new DomainError("invalid", `${address.host} is a machine in your own network. ${whoCanPermit}`);
  return `${hostAndPort(address)}${permitted ? " private" : ""}`;
};

/**
 * Checks that somebody may have Spiral talk to a repository, and with which credential: their own, and only at the
 * host that it was stored for. Called when it is asked for and again when it is done.
 * @throws DomainError invalid, not_found
 */
export const gitAccess = async (
  domain: Reader,
  { ownerId, url, credentialId }: { ownerId: string; url: string; credentialId: string | null },
): Promise<GitAccess> => {
  const { prisma } = domain;
  const address = parseGitUrl(url);
  if ("problem" in address) throw new DomainError("invalid", address.problem);
  const permitted = isPermitted((await readSettings({ prisma }))["import.privateHosts"], address);
  const host = ruleFor(address, permitted);
  if (address.transport === "http" && !permitted)
    throw new DomainError(
      "invalid",
      "Use https:// for this address: without encryption anybody on the way could change what comes.",
    );
  if (credentialId === null) {
    if (address.transport === "ssh")
      throw new DomainError(
        "invalid",
        "SSH needs a key: choose a stored one, or store one first. Public repositories have an https:// address, too.",
      );
    return { address, host, secret: async () => null };
  }
  const row = await prisma.gitCredential.findFirst({ where: { id: credentialId, ownerId } });
  if (row === null) throw new DomainError("not_found", "The credential is not there any more. Choose another one.");
  const kind = CredentialKind.parse(row.kind);
  if ((kind === "ssh_key") !== (address.transport === "ssh"))
    throw new DomainError(
      "invalid",
      `${row.name} is ${kind === "token" ? "a token, for https:// addresses" : "an SSH key, for ssh:// addresses"}. Choose another one.`,
    );
  if (row.host !== hostAndPort(address))
    throw new DomainError(
      "invalid",
      `${row.name} was stored for ${row.host} and is sent nowhere else. This address is at ${hostAndPort(address)}.`,
    );
  return {
    address,
    host,
    async secret() {
      const value = await readSecret({ prisma }, { name: `git.${credentialId}` });
      if (value === null)
        throw new DomainError("not_found", "The credential is not there any more. Choose another one.");
      return kind === "token"
        ? { kind, username: row.username ?? "git", token: value }
        : { kind, privateKey: value, knownHosts: row.knownHosts ?? "" };
    },
  };
};
