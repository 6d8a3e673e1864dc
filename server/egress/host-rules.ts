import { isIP } from "node:net";
import { defaultEgressPorts, parseHostRule, type HostRule, type ParsedHostRule } from "../contract/egress.ts";
import type { AddressAllowance } from "../platform/public-address.ts";
import type { Target } from "./request-target.ts";

/** What a list says of a target: not on it, on it with other ports, or on it, and how far its name may lead. */
export type ListDecision =
  | { readonly listed: "no" }
  | { readonly listed: "other_port" }
  | { readonly listed: "yes"; readonly allow: AddressAllowance };

const covers = (rule: ParsedHostRule, host: string): boolean => {
  switch (rule.kind) {
    case "name":
    case "address":
      return rule.host === host;
    case "subdomains":
      // A number is never below a name.
      return isIP(host) === 0 && host.endsWith(`.${rule.host}`);
  }
};

const hasPort = (rule: ParsedHostRule, port: number): boolean =>
  rule.port === null ? defaultEgressPorts.includes(port) : rule.port === port;

/** Whoever listed an address, or said `private`, knows that it may be in a private network. */
const reachOf = (rule: ParsedHostRule): AddressAllowance =>
  rule.kind === "address" || rule.private ? "private" : "public";

/** A list, read once. A line that cannot be read allows nothing. */
export const readRules = (rules: readonly HostRule[]): ((target: Target) => ListDecision) => {
  const parsed = rules.flatMap((line) => {
    const rule = parseHostRule(line);
    return "problem" in rule ? [] : [rule];
  });
  return ({ host, port }) => {
    const ofHost = parsed.filter((rule) => covers(rule, host));
    const fitting = ofHost.filter((rule) => hasPort(rule, port));
    if (fitting.length === 0) return { listed: ofHost.length === 0 ? "no" : "other_port" };
    return { listed: "yes", allow: fitting.some((rule) => reachOf(rule) === "private") ? "private" : "public" };
  };
};
