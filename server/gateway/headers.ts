import type { IncomingHttpHeaders, OutgoingHttpHeaders } from "node:http";
import { unreachable } from "../platform/errors.ts";
import { knownSecrets } from "../platform/known-secrets.ts";
import type { Upstream } from "./grant.ts";

/** What of a child's request goes on. Everything else stays: credentials, cookies, hosts, what proxies add. */
const requestNames = new Set([
  "accept",
  "content-type",
  "anthropic-version",
  "anthropic-beta",
  "anthropic-dangerous-direct-browser-access",
  "user-agent",
  "x-app",
]);
const requestPrefixes = ["x-stainless-", "x-claude-"];

/** What of a service's answer goes back. */
const responseNames = new Set(["content-type", "request-id", "retry-after", "retry-after-ms", "x-should-retry"]);
const responsePrefixes = ["anthropic-"];
/** Whose account pays is nothing that an agent needs to know. */
const responseSecrets = new Set(["anthropic-organization-id"]);

const pick = (
  headers: IncomingHttpHeaders,
  names: ReadonlySet<string>,
  prefixes: readonly string[],
): OutgoingHttpHeaders =>
  Object.fromEntries(
    Object.entries(headers).filter(([name]) => names.has(name) || prefixes.some((prefix) => name.startsWith(prefix))),
  );

/** The headers of a call to this upstream, its own credential included. */
export const requestHeaders = (
  headers: IncomingHttpHeaders,
  upstream: Upstream,
  contentLength: number,
): OutgoingHttpHeaders => ({
  ...pick(headers, requestNames, requestPrefixes),
  ...credentialHeader(upstream),
  // A compressed answer could not be metered on its way.
  "accept-encoding": "identity",
  "content-length": contentLength,
});

const credentialHeader = ({ kind, credential }: Upstream): OutgoingHttpHeaders => {
  switch (kind) {
    case "api_key":
      return { "x-api-key": credential };
    case "subscription":
    case "scripted":
    case "local":
      return { authorization: `Bearer ${credential}` };
    default:
      return unreachable(kind);
  }
};

/** A known secret in a value takes the whole header with it: what stands in its place is for people. */
const isSafe = (value: unknown): boolean => typeof value !== "string" || knownSecrets().redact(value) === value;

export const responseHeaders = (headers: IncomingHttpHeaders): OutgoingHttpHeaders =>
  Object.fromEntries(
    Object.entries(pick(headers, responseNames, responsePrefixes)).filter(
      ([name, value]) => !responseSecrets.has(name) && isSafe(value),
    ),
  );

/** One value by lower-case name, as classifyApiError wants to read them. */
export const headerReader =
  (headers: IncomingHttpHeaders): ((name: string) => string | null) =>
  (name) => {
    const value = headers[name];
    return typeof value === "string" ? value : null;
  };
