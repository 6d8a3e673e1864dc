import { isIP } from "node:net";
import type { Target } from "./request-target.ts";

/** The names are those that every tool knows: HTTPS_PROXY, HTTP_PROXY, ALL_PROXY, NO_PROXY, in either case. */
export type ProxyEnvironment = Readonly<Record<string, string | undefined>>;

/** A proxy that the machine itself has to use. Set by whoever owns the machine, so its address is not checked. */
export interface UpstreamProxy {
  readonly tls: boolean;
  readonly host: string;
  readonly port: number;
  /** For `proxy-authorization`. Never logged. */
  readonly authorization: string | null;
}

const read = (environment: ProxyEnvironment, name: string): string => {
  const value = environment[name.toLowerCase()] ?? environment[name];
  return value?.trim() ?? "";
};

/** A stray % in a password is a %. */
const decoded = (text: string): string => {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
};

const parseProxy = (value: string): UpstreamProxy | null => {
  const url = URL.parse(value.includes("://") ? value : `http://${value}`);
  if (url === null || (url.protocol !== "http:" && url.protocol !== "https:")) return null;
  const tls = url.protocol === "https:";
  const user = `${decoded(url.username)}:${decoded(url.password)}`;
  return {
    tls,
    host: url.hostname.replace(/^\[|\]$/g, ""),
    port: url.port === "" ? (tls ? 443 : 80) : Number(url.port),
    authorization: user === ":" ? null : `Basic ${Buffer.from(user).toString("base64")}`,
  };
};

/** `example.org` and `.example.org` mean the name and all below it; `*` means everything; a port narrows it. */
const isExempt = (noProxy: string, { host, port }: Target): boolean =>
  noProxy
    .toLowerCase()
    .split(/[\s,]+/)
    .filter((entry) => entry !== "")
    .some((entry) => {
      if (entry === "*") return true;
      const [, name = entry, entryPort] = /^(.*?)(?::(\d+))?$/.exec(isIP(entry) === 0 ? entry : `[${entry}]`) ?? [];
      if (entryPort !== undefined && Number(entryPort) !== port) return false;
      const suffix = name.replace(/^\[|\]$/g, "").replace(/^\*?\./, "");
      return host === suffix || (isIP(host) === 0 && host.endsWith(`.${suffix}`));
    });

/** The proxy that a connection of this kind goes through, or null where it goes directly. */
export const upstreamProxy = (
  environment: ProxyEnvironment,
  kind: "tunnel" | "plain",
  target: Target,
): UpstreamProxy | null => {
  const own = read(environment, kind === "tunnel" ? "HTTPS_PROXY" : "HTTP_PROXY");
  const value = own === "" ? read(environment, "ALL_PROXY") : own;
  if (value === "" || isExempt(read(environment, "NO_PROXY"), target)) return null;
  return parseProxy(value);
};
