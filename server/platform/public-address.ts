import { BlockList, isIP } from "node:net";

/**
 * What an IP address is for. Everything but `public` leads somewhere that a stranger's address has no business with:
 * this machine, its network, a cloud's metadata service, or nowhere.
 */
export type AddressKind =
  | "public"
  /** This machine. */
  | "loopback"
  /** RFC 1918. */
  | "private"
  /** Carrier-grade NAT, and networks of VPNs (100.64.0.0/10). */
  | "shared"
  /** IPv6's private networks (fc00::/7). */
  | "unique_local"
  | "link_local"
  /** Where a cloud hands out a machine's own credentials. */
  | "metadata"
  | "unspecified"
  | "multicast"
  /** An IPv4 address in an IPv6 coat (mapped, translated, 6to4, Teredo): no honest DNS answer has one. */
  | "translated"
  | "reserved";

/**
 * How far a connection may go. `private` is what an admin permits on purpose: this machine and private networks, but
 * still nothing that is link-local, a metadata service, multicast, translated or reserved. `any` is for addresses from
 * the environment: whoever sets that owns the machine.
 */
export type AddressAllowance = "public" | "private" | "any";

type Special = Exclude<AddressKind, "public">;

/** The first kind that matches counts. Source: the IANA special-purpose registries, and the clouds' own documentation. */
const specialV4: readonly (readonly [Special, readonly string[]])[] = [
  ["metadata", ["169.254.169.254/32", "169.254.170.2/32", "100.100.100.200/32", "168.63.129.16/32", "192.0.0.192/32"]],
  ["unspecified", ["0.0.0.0/8"]],
  ["loopback", ["127.0.0.0/8"]],
  ["private", ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16"]],
  ["shared", ["100.64.0.0/10"]],
  ["link_local", ["169.254.0.0/16"]],
  ["multicast", ["224.0.0.0/4"]],
  [
    "reserved",
    [
      "192.0.0.0/24",
      "192.0.2.0/24",
      "192.88.99.0/24",
      "198.18.0.0/15",
      "198.51.100.0/24",
      "203.0.113.0/24",
      "240.0.0.0/4",
    ],
  ],
];
const specialV6: readonly (readonly [Special, readonly string[]])[] = [
  ["metadata", ["fd00:ec2::/32", "fd20:ce::254/128"]],
  ["unspecified", ["::/128"]],
  ["loopback", ["::1/128"]],
  ["unique_local", ["fc00::/7"]],
  ["link_local", ["fe80::/10"]],
  ["multicast", ["ff00::/8"]],
  [
    "translated",
    ["::/96", "::ffff:0:0/96", "::ffff:0:0:0/96", "64:ff9b::/96", "64:ff9b:1::/48", "2001::/32", "2002::/16"],
  ],
  ["reserved", ["2001::/23", "2001:db8::/32", "3fff::/20"]],
];

const blockListOf = (subnets: readonly string[], family: "ipv4" | "ipv6"): BlockList => {
  const list = new BlockList();
  for (const subnet of subnets) {
    const [network = "", prefix = ""] = subnet.split("/");
    list.addSubnet(network, Number(prefix), family);
  }
  return list;
};
const listsV4 = specialV4.map(([kind, subnets]) => [kind, blockListOf(subnets, "ipv4")] as const);
const listsV6 = specialV6.map(([kind, subnets]) => [kind, blockListOf(subnets, "ipv6")] as const);
const globalUnicast = blockListOf(["2000::/3"], "ipv6");
const nat64 = blockListOf(["64:ff9b::/96"], "ipv6");

/** The IPv4 address in the last 32 bits of an IPv6 address. */
const lastFourBytes = (address: string): string => {
  const canonical = new URL(`http://[${address}]`).hostname.slice(1, -1);
  const [head = "", tail = ""] = canonical.split("::");
  const [front, back] = [head, tail].map((part) => part.split(":").filter((group) => group !== ""));
  const missing = 8 - (front?.length ?? 0) - (back?.length ?? 0);
  const groups = [...(front ?? []), ...Array<string>(missing).fill("0"), ...(back ?? [])];
  return groups
    .slice(6)
    .map((group) => Number.parseInt(group, 16))
    .flatMap((value) => [value >> 8, value & 255])
    .join(".");
};

const classifyV6 = (address: string): AddressKind => {
  // A network with NAT64 answers for every IPv4-only name with this prefix: what counts is where it leads.
  if (nat64.check(address, "ipv6")) {
    const inner = classifyAddress(lastFourBytes(address));
    return inner === "public" ? "public" : "translated";
  }
  const [kind] = listsV6.find(([, list]) => list.check(address, "ipv6")) ?? [];
  return kind ?? (globalUnicast.check(address, "ipv6") ? "public" : "reserved");
};

/**
 * What an IP address in its standard text form is for. An address with a zone (`fe80::1%eth0`) belongs to one link.
 * @returns null for whatever is not an IP address
 */
export const classifyAddress = (address: string): AddressKind | null => {
  switch (isIP(address)) {
    case 4:
      return listsV4.find(([, list]) => list.check(address, "ipv4"))?.[0] ?? "public";
    case 6:
      return address.includes("%") ? "link_local" : classifyV6(address);
    default:
      return null;
  }
};

/**
 * What a host is, as somebody typed it: a name that has to be looked up, or an IP address in any of the disguises that
 * URLs allow (decimal, octal, hexadecimal, shortened, full-width, percent-encoded, with a trailing dot).
 * @returns `invalid` for whatever no URL could carry as its host
 */
export const classifyHost = (host: string): AddressKind | "name" | "invalid" => {
  const asAddress = classifyAddress(host);
  if (asAddress !== null) return asAddress;
  // With a port behind it: whatever is more than a host (a port, a path, a query) leaves no room for that one.
  const url = URL.parse(`http://${host}:1/`);
  const name = url?.hostname.replace(/\.$/, "") ?? "";
  if (url?.port !== "1" || url.username !== "" || url.password !== "" || name === "") return "invalid";
  if (name === "localhost" || name.endsWith(".localhost")) return "loopback";
  return classifyAddress(name.replace(/^\[|\]$/g, "")) ?? "name";
};

const permitted = ["public", "loopback", "private", "shared", "unique_local"] as const satisfies readonly AddressKind[];
const isPermitted = (kind: AddressKind): boolean => permitted.some((one) => one === kind);

/** Whether an address of this kind may be connected to. */
export const isAllowed = (kind: AddressKind, allowance: AddressAllowance): boolean => {
  switch (allowance) {
    case "any":
      return true;
    case "private":
      return isPermitted(kind);
    case "public":
      return kind === "public";
  }
};

/** As the end of "… is" or "… leads to". */
export const addressKindWords = {
  public: "a public address",
  loopback: "this machine itself",
  private: "an address in a private network",
  shared: "an address in a private network",
  unique_local: "an address in a private network",
  link_local: "a link-local address",
  metadata: "a cloud's metadata service",
  unspecified: "the unspecified address",
  multicast: "a multicast address",
  translated: "an IPv4 address in disguise",
  reserved: "a reserved address",
} as const satisfies Record<AddressKind, string>;
