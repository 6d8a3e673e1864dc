import dns from "node:dns/promises";
import { isIP, type LookupFunction } from "node:net";
import {
  addressKindWords,
  classifyAddress,
  classifyHost,
  isAllowed,
  type AddressAllowance,
  type AddressKind,
} from "./public-address.ts";

export interface ResolvedAddress {
  readonly address: string;
  readonly family: number;
}

/** Finds all addresses of a name; rejects when there is none. Comes in as a parameter, so that tests own it. */
export type Lookup = (hostname: string) => Promise<readonly ResolvedAddress[]>;

/** As every other program of this machine finds them: hosts file, then DNS. */
export const systemLookup: Lookup = (hostname) => dns.lookup(hostname, { all: true, verbatim: true });

/** A connection was not made, because its address is not of an allowed kind. The message names no resolved address. */
export class AddressRefusedError extends Error {
  override readonly name = "AddressRefusedError";
  readonly code = "ERR_ADDRESS_REFUSED";
  readonly host: string;
  readonly kind: AddressKind | "invalid";

  constructor(host: string, kind: AddressKind | "invalid") {
    super(kind === "invalid" ? "This is not the name of a host." : `${host} leads to ${addressKindWords[kind]}.`);
    this.host = host;
    this.kind = kind;
  }
}

export interface AddressCheck {
  readonly allow: AddressAllowance;
  readonly lookup?: Lookup | undefined;
}

/**
 * Refuses a host that is itself an address of a kind that is not allowed. Node asks no lookup for such hosts, so a
 * checked lookup alone does not stop them.
 * @throws AddressRefusedError
 */
export const assertHostAllowed = (host: string, allow: AddressAllowance): void => {
  const kind = classifyHost(host);
  if (kind === "name" || allow === "any") return;
  if (kind === "invalid" || !isAllowed(kind, allow)) throw new AddressRefusedError(host, kind);
};

/**
 * All addresses of a host, each of an allowed kind. One address that is not refuses them all: whoever mixes them wants
 * the next connection to take the other. Connect to what comes back, and do not look up again.
 * @throws AddressRefusedError, and whatever the lookup rejects with
 */
export const resolveChecked = async (
  host: string,
  { allow, lookup = systemLookup }: AddressCheck,
): Promise<readonly ResolvedAddress[]> => {
  assertHostAllowed(host, allow);
  const family = isIP(host);
  if (family !== 0) return [{ address: host, family }];
  const addresses = await lookup(host);
  for (const { address } of addresses) {
    const kind = classifyAddress(address);
    if (kind === null || !isAllowed(kind, allow)) throw new AddressRefusedError(host, kind ?? "invalid");
  }
  return addresses;
};

const noAddress = (host: string): Error => Object.assign(new Error(`${host} has no address.`), { code: "ENOTFOUND" });

/** A `lookup` for node:net and node:http that knows one answer: the addresses that were checked before. */
export const fixedLookup =
  (addresses: readonly ResolvedAddress[]): LookupFunction =>
  (hostname, options, callback) => {
    const wanted = options.family === 4 || options.family === 6 ? options.family : null;
    const fitting = addresses.filter(({ family }) => wanted === null || family === wanted);
    const [first] = fitting;
    if (first === undefined) callback(noAddress(hostname), "", 4);
    else if (options.all === true) callback(null, fitting);
    else callback(null, first.address, first.family);
  };

/**
 * `resolveChecked` as the `lookup` option of node:net, node:http and their agents. It is asked for names only: call
 * `assertHostAllowed` with the host before connecting.
 */
export const checkedLookup =
  (check: AddressCheck): LookupFunction =>
  (hostname, options, callback) => {
    resolveChecked(hostname, check).then(
      (addresses) => fixedLookup(addresses)(hostname, options, callback),
      (error: unknown) => callback(error instanceof Error ? error : noAddress(hostname), "", 4),
    );
  };
