import http from "node:http";
import https from "node:https";
import net, { type Socket } from "node:net";
import { fixedLookup, type ResolvedAddress } from "../platform/checked-lookup.ts";
import type { Target } from "./request-target.ts";
import type { UpstreamProxy } from "./upstream-proxy.ts";

/** The next address is tried when one has not answered for this long. */
const nextAddressMs = 2_000;

/** What every outgoing connection to checked addresses is made with. An IP address is connected to as it is. */
export const directOptions = ({ host, port }: Target, addresses: readonly ResolvedAddress[]) => ({
  host,
  port,
  lookup: fixedLookup(addresses),
  autoSelectFamily: true,
  autoSelectFamilyAttemptTimeout: nextAddressMs,
});

/** As in a CONNECT request. */
const authorityOf = ({ host, port }: Target): string => `${net.isIPv6(host) ? `[${host}]` : host}:${port}`;

export interface ConnectOptions {
  readonly timeoutMs: number;
  /** Ends the attempt, and the connection after it. */
  readonly signal: AbortSignal;
}

const tooLate = (): Error => new Error("No answer in time");

/** Rejects with the connection's error. */
export const connectDirectly = (
  target: Target,
  addresses: readonly ResolvedAddress[],
  { timeoutMs, signal }: ConnectOptions,
): Promise<Socket> =>
  new Promise((resolve, reject) => {
    const socket = net.connect({ ...directOptions(target, addresses), allowHalfOpen: true, signal });
    const timer = setTimeout(() => socket.destroy(tooLate()), timeoutMs);
    socket.once("close", () => clearTimeout(timer));
    socket.once("error", reject);
    socket.once("connect", () => {
      clearTimeout(timer);
      resolve(socket);
    });
  });

/** Asks the machine's own proxy for a tunnel. Rejects with its refusal or the connection's error. */
export const connectThrough = (
  { host, port, tls, authorization }: UpstreamProxy,
  target: Target,
  { timeoutMs, signal }: ConnectOptions,
): Promise<Socket> =>
  new Promise((resolve, reject) => {
    const authority = authorityOf(target);
    const request = (tls ? https : http).request({
      method: "CONNECT",
      host,
      port,
      path: authority,
      agent: false,
      signal,
      headers: { host: authority, ...(authorization === null ? {} : { "proxy-authorization": authorization }) },
    });
    const timer = setTimeout(() => request.destroy(tooLate()), timeoutMs);
    request.once("close", () => clearTimeout(timer));
    request.once("error", reject);
    request.once("connect", ({ statusCode = 0 }, socket, head) => {
      clearTimeout(timer);
      if (statusCode >= 200 && statusCode < 300) {
        if (head.length > 0) socket.unshift(head);
        resolve(socket);
        return;
      }
      socket.destroy();
      reject(new Error(`The machine's own proxy answered with ${statusCode}`));
    });
    request.end();
  });
