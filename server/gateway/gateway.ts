import type { LookupFunction } from "node:net";
import path from "node:path";
import type { Clock } from "../platform/clock.ts";
import type { Logger } from "../platform/logger.ts";
import { openDoor } from "./door.ts";
import type { GatewayDoor, GatewayGrant } from "./grant.ts";
import { socketNameOf } from "./token.ts";
import { createUpstreamClient } from "./upstream.ts";

export type { Admission, CallRequest, EndedCall, GatewayDoor, GatewayGrant, Upstream } from "./grant.ts";

/**
 * Stands between agents and models. A child knows a token and the address of a door; the gateway puts the real
 * credential in, lets nothing but the messages endpoints through, streams the answer back, and tells the door's owner
 * what became of every call. It makes each call once: trying again is the runner's decision.
 */
export interface Gateway {
  /** @throws Error when the socket's path is too long, when it cannot listen, or when the gateway has closed */
  open(grant: GatewayGrant, how: "socket" | "loopback"): Promise<GatewayDoor>;
  /** Closes all doors, and the connections to services. */
  close(): Promise<void>;
}

export interface GatewayOptions {
  /** Exists, and nobody but the runner may enter it. */
  readonly socketFolder: string;
  readonly clock: Clock;
  /** At least 128 random bits, in characters that a header can carry. */
  readonly newToken: () => string;
  readonly log: Logger;
  /** HTTP_PROXY, HTTPS_PROXY, NO_PROXY of the host, in either case; other variables are not read. */
  readonly proxyEnvironment: Readonly<Record<string, string | undefined>>;
  /** Instead of the system's own; for proxied calls it resolves the proxy. */
  readonly lookup?: LookupFunction;
  /** How long to wait for a connection to a service; 10 s unless told. */
  readonly connectTimeoutMs?: number;
  /** How long a service may send nothing; 10 minutes unless told. */
  readonly idleTimeoutMs?: number;
}

const defaultConnectTimeoutMs = 10_000;
const defaultIdleTimeoutMs = 600_000;

/** The system's limit for a socket's path, in bytes, is 108 on Linux and 104 on macOS. */
const longestSocketPath = 99;

/** @throws Error for a proxy address that is none */
export const createGateway = (options: GatewayOptions): Gateway => {
  const { clock, log, lookup } = options;
  const doors = new Set<Promise<GatewayDoor>>();
  const client = createUpstreamClient({
    proxyEnvironment: options.proxyEnvironment,
    connectTimeoutMs: options.connectTimeoutMs ?? defaultConnectTimeoutMs,
    ...(lookup === undefined ? {} : { lookup }),
  });
  const idleTimeoutMs = options.idleTimeoutMs ?? defaultIdleTimeoutMs;
  let closed = false;

  const openOne = async (grant: GatewayGrant, how: "socket" | "loopback"): Promise<GatewayDoor> => {
    if (closed) throw new Error("The gateway has closed.");
    const token = options.newToken();
    const socketPath = how === "socket" ? socketPathOf(options.socketFolder, token) : null;
    return openDoor({ grant, token, socketPath, client, clock, idleTimeoutMs, log });
  };

  return {
    open: async (grant, how) => {
      const opening = openOne(grant, how);
      doors.add(opening);
      try {
        const door = await opening;
        return {
          ...door,
          close: async () => {
            await door.close();
            doors.delete(opening);
          },
        };
      } catch (error) {
        doors.delete(opening);
        throw error;
      }
    },
    close: async () => {
      closed = true;
      const opened = await Promise.allSettled(doors);
      await Promise.all(opened.flatMap((door) => (door.status === "fulfilled" ? [door.value.close()] : [])));
      client.close();
    },
  };
};

const socketPathOf = (folder: string, token: string): string => {
  const socketPath = path.join(folder, socketNameOf(token));
  const length = Buffer.byteLength(socketPath);
  if (length > longestSocketPath) {
    throw new Error(
      `The path of the gateway's socket would have ${length} bytes, and the system allows ${longestSocketPath}. ` +
        `Choose a shorter data folder (SPIRAL_DATA_DIR).`,
    );
  }
  return socketPath;
};
