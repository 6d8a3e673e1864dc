import { z } from "zod";
import { LanguageGuess } from "./briefs.ts";
import { GitCredentialId, UploadId } from "./ids.ts";
import { ScreeningFinding, ScreeningMode } from "./screening.ts";

/** What a project starts from, and what came in (R2, R50). */

/** Where a git repository is, taken apart. */
export interface GitAddress {
  readonly transport: "https" | "http" | "ssh";
  /** As URLs write it: lower case, punycode, IPv6 in brackets. */
  readonly host: string;
  readonly port: number;
  /** Of SSH; null: `git`. HTTP has its user in the credential. */
  readonly user: string | null;
  /** Begins with a slash. */
  readonly path: string;
}

const usualPorts = { https: 443, http: 80, ssh: 22 } as const;
const scpForm = /^(?:([A-Za-z0-9._-]+)@)?([A-Za-z0-9.-]+|\[[0-9A-Fa-f:.]+\]):(?!\/\/)(.+)$/;
const transports = new Map<string, GitAddress["transport"]>([
  ["https:", "https"],
  ["http:", "http"],
  ["ssh:", "ssh"],
]);
// What a shell, a header or a line of git's own protocol could take for something else.
const pathCharacters = /^\/[A-Za-z0-9._~/%+@-]+$/;

/** Takes an address apart, or says what is wrong with it. `git@host:path` is `ssh://git@host/path`. */
export const parseGitUrl = (text: string): GitAddress | { readonly problem: string } => {
  const given = text.trim();
  const scp = given.includes("://") ? null : scpForm.exec(given);
  const url = URL.parse(scp === null ? given : `ssh://${scp[1] ?? "git"}@${scp[2] ?? ""}/${scp[3] ?? ""}`);
  const transport = url === null ? undefined : transports.get(url.protocol);
  if (url === null || transport === undefined)
    return {
      problem: "Enter an address that begins with https:// or ssh://, or one like git@example.org:owner/project.git.",
    };
  if (url.password !== "" || (transport !== "ssh" && url.username !== ""))
    return {
      problem: "Leave the user and the password or token out of the address: store them as a credential instead.",
    };
  if (url.search !== "" || url.hash !== "" || !pathCharacters.test(url.pathname) || url.pathname.includes("/-"))
    return { problem: "This is not the address of a repository. Copy the one that its page offers for cloning." };
  // For ssh, URLs leave a host as it was written.
  const host = URL.parse(`http://${url.hostname}/`)?.hostname ?? "";
  if (host === "" || host.startsWith("-") || !/^[a-z0-9._-]+$|^\[[0-9a-f:.]+\]$/.test(host))
    return { problem: "The address has no host." };
  if (!/^[A-Za-z0-9._][A-Za-z0-9._-]*$|^$/.test(url.username))
    return { problem: "The user in the address has unusual characters." };
  return {
    transport,
    host,
    port: url.port === "" ? usualPorts[transport] : Number(url.port),
    user: url.username === "" ? null : url.username,
    path: url.pathname,
  };
};

/** The one way in which an address is written down: never with a secret in it. */
export const writeGitUrl = ({ transport, host, port, user, path }: GitAddress): string =>
  `${transport}://${transport === "ssh" ? `${user ?? "git"}@` : ""}${host}${port === usualPorts[transport] ? "" : `:${port}`}${path}`;

export const hostAndPort = ({ host, port }: Pick<GitAddress, "host" | "port">): string => `${host}:${port}`;

export const GitUrl = z
  .string()
  .max(500, "This address is too long.")
  .transform((text, context) => {
    const address = parseGitUrl(text);
    if (!("problem" in address)) return writeGitUrl(address);
    context.addIssue({ code: "custom", message: address.problem });
    return z.NEVER;
  });

/** A name that git takes for a branch, in the characters that hosts show as they are. */
export const GitBranch = z
  .string()
  .trim()
  .min(1, "Enter the name of a branch.")
  .max(200, "A branch's name is not that long.")
  .regex(/^[A-Za-z0-9_][A-Za-z0-9._/#+-]*$/, "Use letters, digits and . _ / # + - for a branch's name.")
  .refine(
    (name) => !/\.\.|\/\/|\/\.|\.lock(\/|$)|[/.]$/.test(name),
    "Git does not take this for a branch's name: no .., no //, no . or / at its end.",
  );

const FolderPath = z
  .string()
  .trim()
  .min(1, "Enter the path of a folder on the server.")
  .max(1_000, "This path is too long.")
  // eslint-disable-next-line no-control-regex
  .regex(/^\/[^\u0000-\u001f\u007f]*$/, "Enter an absolute path, one that begins with /.");

/** What a person chooses; null in its place is an empty workspace. */
export const ProjectSource = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("archive"), uploadId: UploadId }),
  z.strictObject({
    kind: z.literal("git"),
    url: GitUrl,
    /** Null: the repository's own choice. */
    branch: GitBranch.nullable().default(null),
    /** Null: none is needed. */
    credentialId: GitCredentialId.nullable().default(null),
  }),
  z.strictObject({ kind: z.literal("folder"), path: FolderPath }),
]);
export type ProjectSource = z.infer<typeof ProjectSource>;

/** As it is kept: also what comes with the product, and what an archive is called. */
export const StoredSource = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("archive"), uploadId: UploadId, name: z.string() }),
  z.object({
    kind: z.literal("git"),
    url: z.string(),
    branch: z.string().nullable(),
    credentialId: GitCredentialId.nullable(),
  }),
  z.object({ kind: z.literal("folder"), path: z.string() }),
  z.object({ kind: z.literal("sample"), sampleId: z.string() }),
  /** In place of something that could not be brought in. */
  z.object({ kind: z.literal("empty") }),
]);
export type StoredSource = z.infer<typeof StoredSource>;

/** What it is, in a few words. */
export const sourceWords = (source: StoredSource): string => {
  switch (source.kind) {
    case "archive":
      return source.name;
    case "git":
      return source.branch === null ? source.url : `${source.url}, branch ${source.branch}`;
    case "folder":
      return source.path;
    case "sample":
      return "a repository that comes with Spiral";
    case "empty":
      return "an empty folder";
  }
};

/** What a project starts from, as its page shows it. */
export interface SourceView {
  readonly kind: StoredSource["kind"];
  readonly words: string;
  readonly imported: boolean;
  /** Whether something else can still be chosen: it was not brought in, and nobody is about to. */
  readonly changeable: boolean;
  /** Of the newest go; null before. */
  readonly screening: ImportScreening | null;
}

/** Something that the repository says about itself: for agents to know, never to obey. */
export const RepositoryDocument = z.object({ path: z.string(), text: z.string(), truncated: z.boolean() });
export type RepositoryDocument = z.infer<typeof RepositoryDocument>;

/** What came in. */
export const ImportFigures = z.object({
  from: z.string(),
  /** Files and bytes of the work tree, as committed. */
  files: z.int(),
  bytes: z.int(),
  /** What the project starts from. */
  commit: z.string(),
  /** Where the agents' work goes. */
  branch: z.string(),
  /** The branch that was cloned; null where there was no history. */
  originBranch: z.string().nullable(),
  /** Commits before the agents' own. */
  history: z.int(),
  /** What is not there, or not as it was, in sentences. */
  notes: z.array(z.string()),
});
export type ImportFigures = z.infer<typeof ImportFigures>;

/** What the run hands in. */
export const ImportOutput = ImportFigures.extend({
  documents: z.array(RepositoryDocument),
  /** What its files say of its language. */
  language: LanguageGuess,
});
export type ImportOutput = z.infer<typeof ImportOutput>;

/** What the screening found in the files, and what it means for going on. */
export const ImportScreening = z.object({
  mode: ScreeningMode,
  /** Text files that were read. */
  screened: z.int(),
  /** False: there was more than is read. */
  complete: z.boolean(),
  /** The first of them. */
  findings: z.array(ScreeningFinding.extend({ path: z.string() })),
  findingsTotal: z.int(),
  /** `blocked`: they have to be taken out. `unconfirmed`: a person has to look at them first. */
  decision: z.enum(["nothing_found", "shown", "confirmed", "unconfirmed", "blocked"]),
  /** Of these findings; what a confirmation names. */
  hash: z.string(),
});
export type ImportScreening = z.infer<typeof ImportScreening>;
