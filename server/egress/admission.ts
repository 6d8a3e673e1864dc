import { isIP } from "node:net";
import { setTimeout as wait } from "node:timers/promises";
import type { HostRule } from "../contract/egress.ts";
import { AddressRefusedError, resolveChecked, type Lookup, type ResolvedAddress } from "../platform/checked-lookup.ts";
import { addressKindWords, classifyAddress, isAllowed } from "../platform/public-address.ts";
import { readRules } from "./host-rules.ts";
import type { Target } from "./request-target.ts";
import { upstreamProxy, type ProxyEnvironment, type UpstreamProxy } from "./upstream-proxy.ts";

/** How an allowed target is reached: at addresses that were checked, or through the machine's own proxy. */
export type Route =
  | { readonly via: "direct"; readonly addresses: readonly ResolvedAddress[] }
  | { readonly via: "proxy"; readonly proxy: UpstreamProxy };

export type Admission =
  | { readonly admitted: true; readonly route: Route }
  /** `refused`: by the list, which somebody can change; otherwise it just did not work. */
  | { readonly admitted: false; readonly refused: boolean; readonly status: 403 | 502; readonly reason: string };

export interface AdmissionOptions {
  readonly hosts: readonly HostRule[];
  readonly lookup: Lookup;
  readonly lookupTimeoutMs: number;
  readonly proxyEnvironment: ProxyEnvironment;
}

const whoCanChangeIt = "The project's owner or an admin can change the list: Network, on the project's page.";

const refuse = (reason: string): Admission => ({ admitted: false, refused: true, status: 403, reason });
const fail = (reason: string): Admission => ({ admitted: false, refused: false, status: 502, reason });

const ofAddress = ({ host, kind }: AddressRefusedError): Admission => {
  if (kind === "invalid") return refuse(`${host} has an address that is none.`);
  const leads = isIP(host) === 0 ? `leads to ${addressKindWords[kind]}` : `is ${addressKindWords[kind]}`;
  return refuse(
    isAllowed(kind, "private")
      ? `${host} ${leads}. Only an admin can permit that, by listing it with the word private.`
      : `${host} ${leads}. That is never permitted.`,
  );
};

const isPublic = ({ address }: ResolvedAddress): boolean => classifyAddress(address) === "public";

/**
 * Decides about targets by a project's list. A listed name is resolved here, once, and each of its addresses checked:
 * what comes back is what has to be connected to. Where the machine itself has to use a proxy, that one resolves the
 * name for the connection; the list is checked all the same, and the addresses as far as this machine knows them.
 */
export const createAdmission = ({ hosts, lookup, lookupTimeoutMs, proxyEnvironment }: AdmissionOptions) => {
  const decide = readRules(hosts);

  const resolve = async (host: string, allow: "public" | "private" | "any") => {
    const done = new AbortController();
    const late = wait(lookupTimeoutMs, null, { signal: done.signal }).catch(() => null);
    try {
      return await Promise.race([resolveChecked(host, { allow, lookup }), late]);
    } finally {
      done.abort();
    }
  };

  return async (target: Target, kind: "tunnel" | "plain"): Promise<Admission> => {
    const { host, port } = target;
    const decision = decide(target);
    switch (decision.listed) {
      case "no":
        return refuse(`The project's list of hosts does not have ${host}. ${whoCanChangeIt}`);
      case "other_port":
        return refuse(`The project's list has ${host}, but not with port ${port}. ${whoCanChangeIt}`);
      case "yes":
        break;
    }
    const proxy = upstreamProxy(proxyEnvironment, kind, target);
    let addresses: readonly ResolvedAddress[] = [];
    try {
      addresses = (await resolve(host, decision.allow)) ?? [];
    } catch (error) {
      if (error instanceof AddressRefusedError) return ofAddress(error);
      // Behind a proxy a machine need not know the names of the world.
    }
    // A private network is reached directly: it is behind no proxy that leads out of it.
    if (proxy !== null && addresses.every(isPublic)) return { admitted: true, route: { via: "proxy", proxy } };
    return addresses.length === 0
      ? fail(`The name ${host} could not be looked up.`)
      : { admitted: true, route: { via: "direct", addresses } };
  };
};
