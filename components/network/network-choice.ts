import { hostLines } from "#server/contract/egress";

/** How the choice of a network stands in a form: the list's text stays while another choice is tried. */
export interface NetworkDraft {
  readonly network: "standard" | "none" | "own";
  /** One host per line. */
  readonly hosts: string;
}

/** The choice as the server takes it, not checked yet: null is the installation's list. */
export const hostsOf = ({ network, hosts }: NetworkDraft): string[] | null => {
  switch (network) {
    case "standard":
      return null;
    case "none":
      return [];
    case "own":
      return hostLines(hosts);
  }
};

/** What a form has to say of a choice before the server does: a list without hosts is more likely an oversight. */
export const checkNetwork = (draft: NetworkDraft, field: string): Readonly<Record<string, string>> =>
  draft.network === "own" && hostLines(draft.hosts).length === 0
    ? { [field]: "Name at least one host, or choose No network." }
    : {};

/** A stored list as a form shows it. */
export const networkDraftOf = (own: readonly string[] | null): NetworkDraft => {
  if (own === null) return { network: "standard", hosts: "" };
  return { network: own.length === 0 ? "none" : "own", hosts: own.join("\n") };
};

/** Of errors by field, what concerns the list or one of its lines. */
export const listError = (errors: Readonly<Record<string, string>>, field: string): string | undefined =>
  Object.entries(errors).find(([name]) => name === field || name.startsWith(`${field}.`))?.[1];

/** A list in a few words: its first hosts, and how many more there are. */
export const listWords = (hosts: readonly string[]): string => {
  const [first, second, ...more] = hosts;
  if (first === undefined) return "No hosts at all";
  if (second === undefined) return first;
  return more.length === 0 ? `${first} and ${second}` : `${first}, ${second} and ${more.length} more`;
};
