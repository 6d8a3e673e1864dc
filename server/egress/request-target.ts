import { classifyHost } from "../platform/public-address.ts";

/** Where a request wants to go. */
export interface Target {
  /** A name in lower case without its last dot, or an IP address in standard form, IPv6 without brackets. */
  readonly host: string;
  readonly port: number;
}

const authority = /^(\[[0-9a-f:.]+\]|[a-z0-9._-]+):(\d{1,5})$/i;

const targetOf = (host: string, port: number): Target | null => {
  if (port < 1 || port > 65_535 || host.length > 255) return null;
  if (classifyHost(host) === "invalid") return null;
  // As URLs write it: every disguise of an address becomes the address, and the rules are compared with that.
  const canonical = new URL(`http://${host}:1/`).hostname.replace(/\.$/, "").replace(/^\[|\]$/g, "");
  return { host: canonical, port };
};

/** `CONNECT host:port`. Null where it is not exactly that. */
export const connectTarget = (requestTarget: string): Target | null => {
  const [, host, port] = authority.exec(requestTarget) ?? [];
  return host === undefined ? null : targetOf(host, Number(port));
};

/** The absolute form of a plain HTTP request, `http://host[:port]/path`. Null for everything else, https included. */
export const absoluteTarget = (requestTarget: string): { readonly target: Target; readonly url: URL } | null => {
  if (!/^http:\/\//i.test(requestTarget)) return null;
  const url = URL.parse(requestTarget);
  if (url === null || url.username !== "" || url.password !== "") return null;
  const target = targetOf(url.hostname, url.port === "" ? 80 : Number(url.port));
  return target === null ? null : { target, url };
};

/** The values of all Host headers. @param rawHeaders names and values in turn, as they came */
export const hostHeaders = (rawHeaders: readonly string[]): string[] =>
  rawHeaders.filter((_value, index) => index % 2 === 1 && rawHeaders[index - 1]?.toLowerCase() === "host");

/**
 * Whether the Host header of a plain request names its target. Two of them, or one that says something else, are how
 * a request is read differently by whoever passes it on and whoever answers it. (None at all is HTTP/1.0.)
 */
export const hostHeaderAgrees = (rawHeaders: readonly string[], { host, port }: Target): boolean => {
  const [only, ...more] = hostHeaders(rawHeaders);
  if (only === undefined) return true;
  const named = connectTarget(only) ?? connectTarget(`${only}:80`);
  return more.length === 0 && named?.host === host && named.port === port;
};
