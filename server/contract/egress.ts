import { z } from "zod";

/**
 * Which hosts the processes of a project may reach, as one line of text each:
 * `registry.npmjs.org`, `*.example.org` (everything below it, not itself), `example.org:8443`, `10.0.0.5`,
 * `[fd00::5]:80`. Without a port it is 443 and 80. The word `private` behind a name permits that it leads into a
 * private network; such a line, like an address, is an admin's to write.
 */
export interface ParsedHostRule {
  readonly kind: "name" | "subdomains" | "address";
  /** Lower case, punycode; IPv6 without brackets. Of `*.example.org`: `example.org`. */
  readonly host: string;
  /** Null: 443 and 80. */
  readonly port: number | null;
  readonly private: boolean;
}

export const defaultEgressPorts: readonly number[] = [443, 80];

const label = "[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?";
const dnsName = new RegExp(`^${label}(?:\\.${label})*$`);
const dottedQuad = /^\d+\.\d+\.\d+\.\d+$/;

/** A host as URLs write it (lower case, punycode, IPv6 compressed in brackets), or null where it is none. */
const canonicalHost = (text: string): string | null => {
  const url = URL.parse(`http://${text}:1/`);
  if (url?.port !== "1" || url.username !== "" || url.password !== "" || url.pathname !== "/") return null;
  return url.hostname.replace(/\.$/, "");
};

/** What such a line means, or what is wrong with it. */
export const parseHostRule = (text: string): ParsedHostRule | { readonly problem: string } => {
  const [, wildcard = "", rest = "", digits, word] =
    /^(\*\.)?(\[[^\]\s]*\]|[^\s:]*)(?::(\d{1,5}))?(?:\s+(private))?$/i.exec(text.trim()) ?? [];
  if (rest === "" || rest.includes("*"))
    return {
      problem: `${shown(text)} is not a host. Write a name such as registry.npmjs.org, or *.example.org, with a port where it is not 443 or 80.`,
    };
  const port = digits === undefined ? null : Number(digits);
  if (port !== null && (port < 1 || port > 65_535)) return { problem: `${shown(text)}: a port is from 1 to 65535.` };
  const host = canonicalHost(rest);
  if (host === null) return { problem: `${shown(text)} is not a host.` };
  const isV6 = host.startsWith("[");
  if (isV6 || dottedQuad.test(host)) {
    if (wildcard !== "") return { problem: `${shown(text)}: an address has nothing below it.` };
    // 0x7f.1 is an address, too; whoever reads the list should see which.
    if (!isV6 && host !== rest) return { problem: `${shown(text)} is an address. Write it as ${host}.` };
    return { kind: "address", host: isV6 ? host.slice(1, -1) : host, port, private: word !== undefined };
  }
  if (host.length > 253 || !dnsName.test(host)) return { problem: `${shown(text)} is not a host.` };
  if (!host.includes(".") && word === undefined)
    return {
      problem: `${shown(text)} is too wide, or a machine in your own network. Write the whole name; for a machine in your own network, an admin adds the word private.`,
    };
  return { kind: wildcard === "" ? "name" : "subdomains", host, port, private: word !== undefined };
};

const shown = (text: string): string => JSON.stringify(text.trim().slice(0, 100));

/** The one way in which a rule is written down. */
const writeHostRule = ({ kind, host, port, private: isPrivate }: ParsedHostRule): string =>
  [
    kind === "subdomains" ? "*." : "",
    host.includes(":") ? `[${host}]` : host,
    port === null ? "" : `:${port}`,
    // An address says by itself where it leads.
    isPrivate && kind !== "address" ? " private" : "",
  ].join("");

export const HostRule = z
  .string()
  .max(300)
  .transform((text, context) => {
    const rule = parseHostRule(text);
    if (!("problem" in rule)) return writeHostRule(rule);
    context.addIssue({ code: "custom", message: rule.problem });
    return z.NEVER;
  });
/** In its canonical form. */
export type HostRule = z.output<typeof HostRule>;

export const mostHostRules = 100;

/** A list without doubles. */
export const HostRules = z
  .array(HostRule)
  .max(mostHostRules, `A list may have at most ${mostHostRules} hosts.`)
  .transform((rules) => [...new Set(rules)]);

/** The rules of a text with one per line (or separated by commas), not checked yet. */
export const hostLines = (text: string): string[] =>
  text
    .split(/[\n,]/)
    .map((line) => line.trim())
    .filter((line) => line !== "");

/** Whether only an admin may put this rule into a list: it may lead into a private network. */
export const needsAdmin = (rule: HostRule): boolean => {
  const parsed = parseHostRule(rule);
  return "problem" in parsed || parsed.kind === "address" || parsed.private;
};

/** The package registries that the usual tools load from; what an installation begins with. */
export const packageRegistries: HostRule[] = [
  "registry.npmjs.org",
  "pypi.org",
  "files.pythonhosted.org",
  "crates.io",
  "index.crates.io",
  "static.crates.io",
  "proxy.golang.org",
  "sum.golang.org",
  "rubygems.org",
  "index.rubygems.org",
  "repo.maven.apache.org",
  "repo1.maven.org",
];

/** What a project's processes may reach. */
export interface NetworkView {
  /** The project's own list; null: it goes by the installation's. Empty: no network. */
  readonly own: readonly HostRule[] | null;
  /** The installation's list. */
  readonly standard: readonly HostRule[];
  /** The installation's list does not count for it. */
  readonly private: boolean;
}
