import { tokenOf } from "./bearer.ts";

/**
 * Which requests this server takes as its own pages'. Pure: headers in, a refusal or null out.
 *
 * - Host must be on the allow-list: a page whose name was made to point here (DNS rebinding) carries its own name.
 * - A request that may change something must name its origin, and it must be ours: scheme, name and port. Cookies do
 *   not know ports, and sameSite does not know them either, so another server on this machine is a stranger.
 * - X-Forwarded-* is not looked at: anybody can send it. A proxy in front is declared by SPIRAL_PUBLIC_URL.
 */
export interface OriginRules {
  /** Lower case, without ports, IPv6 in brackets. */
  readonly allowedHosts: readonly string[];
  /** The origin that people see where a proxy stands in front; null without one. */
  readonly publicOrigin: string | null;
}

export interface Refusal {
  readonly status: 403 | 405 | 413 | 415 | 421;
  readonly message: string;
}

const hostHeader = /^(?<name>\[[0-9a-f:.]+\]|[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?)(?::\d{1,5})?$/;

/** The name in a Host header, or null where it is not one. */
const hostName = (host: string | null): string | null =>
  hostHeader.exec(host?.toLowerCase() ?? "")?.groups?.["name"] ?? null;

/** Why the request's Host is not taken; null when it is. */
export const refuseHost = (headers: Headers, rules: OriginRules): Refusal | null => {
  const name = hostName(headers.get("host"));
  if (name !== null && rules.allowedHosts.includes(name)) return null;
  return {
    status: 421,
    message: "Spiral does not answer to this host name. Add it to SPIRAL_ALLOWED_HOSTS, or set SPIRAL_PUBLIC_URL.",
  };
};

/**
 * The origins that are ours for this (allowed) Host. Plain http only for a name that no https address was declared
 * for: behind TLS, a page on http://name is not ours any more.
 */
const ownOrigins = (headers: Headers, { publicOrigin }: OriginRules): readonly string[] => {
  const direct = `http://${headers.get("host")?.toLowerCase() ?? ""}`;
  if (publicOrigin === null) return [direct];
  return hostName(headers.get("host")) === new URL(publicOrigin).hostname ? [publicOrigin] : [publicOrigin, direct];
};

const foreign: Refusal = { status: 403, message: "This request comes from another site and was refused." };

/**
 * Why the request's origin is not taken; null when it is.
 * @param method state-changing methods must name their origin; reads may leave it out, because browsers do
 */
export const refuseOrigin = ({
  method,
  headers,
  rules,
}: {
  method: string;
  headers: Headers;
  rules: OriginRules;
}): Refusal | null => {
  const origin = headers.get("origin")?.toLowerCase() ?? null;
  if (origin !== null) return ownOrigins(headers, rules).includes(origin) ? null : foreign;
  // A program with a token of its own, which no other site's page could send along.
  if (tokenOf(headers) !== null) return null;
  if (method !== "GET" && method !== "HEAD")
    return { ...foreign, message: "This request does not say which page it comes from (Origin) and was refused." };
  // Somebody followed a link, from wherever: the answer is theirs, and no other page can look at it.
  if (headers.get("sec-fetch-mode") === "navigate") return null;
  // What browsers say of a read without Origin; other programs say nothing. `none` is an address typed by hand.
  const site = headers.get("sec-fetch-site");
  return site === null || site === "same-origin" || site === "none" ? null : foreign;
};
