import { z } from "zod";
import { GitCredentialId } from "./ids.ts";
import { parseGitUrl } from "./sources.ts";

/** What opens a git host: an access token for https, or a private key for ssh (R50, R63). */

const noControls = /^[\u0021-\u007e]+$/;

const name = z.string().trim().min(1, "Give it a name.").max(80, "A shorter name, please.");

/** A host with or without a port, or the address of any repository there. */
const hostOf = (transport: "https" | "ssh") =>
  z
    .string()
    .trim()
    .max(500)
    .transform((text, context) => {
      const isAddress = text.includes("://") || /^[^/\s]+@/.test(text);
      const address = parseGitUrl(isAddress ? text : `${transport}://${text}/x`);
      if (!("problem" in address) && (address.transport === "ssh") === (transport === "ssh"))
        return `${address.host}:${address.port}`;
      const problem =
        "problem" in address ? "Enter a host, for example github.com." : "This address is of the other kind.";
      context.addIssue({ code: "custom", message: problem });
      return z.NEVER;
    });

const keyType = /^(?:ssh-|ecdsa-|sk-)[a-z0-9@.-]+$/;

/** As ssh-keyscan prints them and known_hosts has them; comments are left out. */
const KnownHosts = z
  .string()
  .max(20_000, "This is more than the keys of a host.")
  .transform((text, context) => {
    const lines = text
      .split(/\r?\n/)
      .map((line) => line.trim())
      .filter((line) => line !== "" && !line.startsWith("#"));
    const isRight = (line: string): boolean => {
      const [host = "", type = "", key = "", ...rest] = line.split(/\s+/);
      return !host.startsWith("@") && keyType.test(type) && /^[A-Za-z0-9+/]+=*$/.test(key) && rest.length === 0;
    };
    if (lines.length > 0 && lines.every(isRight)) return lines.join("\n");
    context.addIssue({
      code: "custom",
      message: "Enter the host's public keys as ssh-keyscan prints them: host, kind and key in a line.",
    });
    return z.NEVER;
  });

/** Whether an OpenSSH key is encrypted with a passphrase: its cipher is named in the clear. */
const hasPassphrase = (pem: string): boolean => {
  if (!pem.includes("BEGIN OPENSSH PRIVATE KEY")) return pem.includes("ENCRYPTED");
  const body = pem.replace(/-----[A-Z ]+-----/g, "").replace(/\s+/g, "");
  // The magic words, NUL, and the cipher's name with its length before it: "none" is 4 long.
  return !atob(body.slice(0, 64)).startsWith("openssh-key-v1\u0000\u0000\u0000\u0000\u0004none");
};

const pemKey =
  /^-----BEGIN (?:OPENSSH |RSA |EC )?PRIVATE KEY-----\n[A-Za-z0-9+/=\n]+-----END (?:OPENSSH |RSA |EC )?PRIVATE KEY-----$/;

const PrivateKey = z
  .string()
  .max(20_000, "This is too long for a key.")
  .transform((text, context) => {
    const pem = text
      .trim()
      .replace(/\r\n?/g, "\n")
      .replace(/[ \t]+$/gm, "");
    const problem = pem.includes("ENCRYPTED")
      ? passphrase
      : !pemKey.test(pem)
        ? "Paste the whole private key, from -----BEGIN to -----END."
        : hasPassphrase(pem)
          ? passphrase
          : null;
    if (problem === null) return `${pem}\n`;
    context.addIssue({ code: "custom", message: problem });
    return z.NEVER;
  });
const passphrase =
  "This key has a passphrase, and nobody can enter it here. Make a key of its own for Spiral without one.";

export const CreateGitCredentialInput = z.discriminatedUnion("kind", [
  z.strictObject({
    kind: z.literal("token"),
    name,
    host: hostOf("https"),
    /** Empty: `git`, which most hosts take. */
    username: z
      .string()
      .trim()
      .max(200)
      .regex(/^[\u0021-\u007e]*$/, "A user's name has no spaces here.")
      .default(""),
    token: z
      .string()
      .trim()
      .min(8, "This is too short for a token. Copy all of it.")
      .max(2_000, "This is too long for a token.")
      .regex(noControls, "A token has neither spaces nor letters with accents. Copy it again."),
  }),
  z.strictObject({
    kind: z.literal("ssh_key"),
    name,
    host: hostOf("ssh"),
    privateKey: PrivateKey,
    knownHosts: KnownHosts,
  }),
]);
export type CreateGitCredentialInput = z.input<typeof CreateGitCredentialInput>;

export const RemoveGitCredentialInput = z.strictObject({ credentialId: GitCredentialId });

/** As its owner sees it: nothing of the secret but its end. */
export interface GitCredentialView {
  readonly id: string;
  readonly name: string;
  readonly kind: "token" | "ssh_key";
  /** host:port */
  readonly host: string;
  readonly lastFour: string;
  readonly createdAt: Date;
}
