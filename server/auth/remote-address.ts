import { randomBytes } from "node:crypto";
import { subscribe } from "node:diagnostics_channel";
import { IncomingMessage } from "node:http";
import { isIP } from "node:net";

/**
 * Where a request comes from, for throttling. Next tells its handlers an address only through X-Forwarded-For, which
 * it takes from the client when the client sends one. So the socket's address is put into a header of our own before
 * Next sees the request. The header's name is random for every process: nobody outside can send it.
 */
const holder: typeof globalThis & { [key: symbol]: string | undefined } = globalThis;
const holderKey = Symbol.for("spiral.remote-address-header");

const armed = (): string => {
  const present = holder[holderKey];
  if (present !== undefined) return present;
  const name = `x-spiral-${randomBytes(16).toString("hex")}`;
  subscribe("http.server.request.start", (message) => {
    const request: unknown =
      typeof message === "object" && message !== null && "request" in message ? message.request : null;
    if (request instanceof IncomingMessage) request.headers[name] = request.socket.remoteAddress ?? "";
  });
  return (holder[holderKey] = name);
};

/** One network's worth: an IPv6 customer has at least a /64, so that single addresses would be no limit at all. */
export const networkOf = (address: string): string => {
  const plain = address.replace(/^::ffff:(?=\d+\.)/i, "").replace(/%.*$/, "");
  if (isIP(plain) !== 6) return plain;
  const [head = "", tail] = plain.toLowerCase().split("::");
  const groups = head === "" ? [] : head.split(":");
  const rest = tail === undefined || tail === "" ? [] : tail.split(":");
  const zeros = tail === undefined ? [] : Array.from({ length: 8 - groups.length - rest.length }, () => "0");
  return `${[...groups, ...zeros, ...rest]
    .slice(0, 4)
    .map((group) => Number.parseInt(group, 16).toString(16))
    .join(":")}::/64`;
};

/**
 * The network a request comes from, or "unknown" for all whose address cannot be known (the first request of a
 * process may be one). Behind a declared proxy it is what that proxy saw: the last entry of X-Forwarded-For; the
 * entries before it are the client's own words.
 */
export const remoteAddress = (headers: Headers, { behindProxy }: { behindProxy: boolean }): string => {
  const direct = headers.get(armed());
  const forwarded = behindProxy ? headers.get("x-forwarded-for")?.split(",").at(-1)?.trim() : undefined;
  const address = forwarded || direct;
  return address && isIP(address.replace(/%.*$/, "")) !== 0 ? networkOf(address) : "unknown";
};
