import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { chmod, mkdir, rm } from "node:fs/promises";
import path from "node:path";
import type { HostRule } from "../contract/egress.ts";
import { systemLookup, type Lookup } from "../platform/checked-lookup.ts";
import { unreachable } from "../platform/errors.ts";
import type { Logger } from "../platform/logger.ts";
import { createAdmission } from "./admission.ts";
import { createDoorServer, egressLimits, type EgressLimits } from "./door.ts";
import type { ProxyEnvironment } from "./upstream-proxy.ts";

/** What a sandbox may reach, and who hears of what it may not. */
export interface EgressGrant {
  /** As they are when the door opens; an empty list refuses everything. */
  readonly hosts: readonly HostRule[];
  /** Once per host and door, and not for more than 200 hosts. What it throws is logged. */
  readonly onRefused: (refused: RefusedHost) => void;
}

/** `reason` is a sentence for people that names no address. */
export interface RefusedHost {
  readonly host: string;
  readonly port: number;
  readonly reason: string;
}

/** One proxy for one sandbox. */
export interface EgressDoor {
  readonly address:
    | { readonly kind: "socket"; readonly path: string }
    | { readonly kind: "loopback"; readonly url: string };
  /** Ends what goes through it and removes the socket's file. Idempotent. */
  close(): Promise<void>;
}

export interface EgressOptions {
  /** Absolute. Made where it is missing; the names of the sockets in it cannot be guessed. */
  readonly socketFolder: string;
  readonly log: Pick<Logger, "debug" | "info" | "error">;
  readonly lookup?: Lookup;
  /** The machine's own environment: where it has to use proxies, so does this one. */
  readonly proxyEnvironment: ProxyEnvironment;
  readonly limits?: Partial<EgressLimits>;
}

export interface Egress {
  open(grant: EgressGrant, how: "socket" | "loopback"): Promise<EgressDoor>;
  /** Closes every door. Idempotent. */
  close(): Promise<void>;
}

const mostReports = 200;
/** The kernel's limit for the path of a unix socket is 104 bytes on macOS, 108 on Linux, with the closing NUL. */
const longestSocketPath = 103;

/**
 * The way out of sandboxes that have no network: proxies that let through what a project's list of hosts has. They
 * look names up themselves, and connect to no address that leads into this machine or its network, unless an admin
 * has listed it.
 */
export const createEgress = (options: EgressOptions): Egress => {
  const { log, lookup = systemLookup, proxyEnvironment } = options;
  const limits = { ...egressLimits, ...options.limits };
  const doors = new Set<EgressDoor>();

  const reporter = ({ onRefused }: EgressGrant) => {
    const told = new Set<string>();
    return ({ host, port }: { host: string; port: number }, reason: string): void => {
      if (told.has(host) || told.size >= mostReports) return;
      told.add(host);
      log.info({ host, port, reason }, "Egress refused");
      try {
        onRefused({ host, port, reason });
      } catch (error) {
        log.error({ err: error }, "A refusal could not be told");
      }
    };
  };

  const open = async (grant: EgressGrant, how: "socket" | "loopback"): Promise<EgressDoor> => {
    const admit = createAdmission({
      hosts: grant.hosts,
      lookup,
      lookupTimeoutMs: limits.lookupMs,
      proxyEnvironment,
    });
    const { server, endAll } = createDoorServer({ limits, admit, onRefused: reporter(grant), log });
    const address = await listen(server, how, options.socketFolder);
    let closing: Promise<void> | null = null;
    const closeOnce = async (): Promise<void> => {
      doors.delete(door);
      const gone = once(server, "close");
      server.close();
      endAll();
      await gone;
      if (address.kind === "socket") await rm(address.path, { force: true });
    };
    const door: EgressDoor = { address, close: () => (closing ??= closeOnce()) };
    doors.add(door);
    return door;
  };

  return {
    open,
    close: async () => {
      await Promise.all([...doors].map((door) => door.close()));
    },
  };
};

const listen = async (
  server: ReturnType<typeof createDoorServer>["server"],
  how: "socket" | "loopback",
  folder: string,
): Promise<EgressDoor["address"]> => {
  switch (how) {
    case "socket": {
      const socketPath = path.join(folder, `${randomBytes(12).toString("hex")}.sock`);
      if (Buffer.byteLength(socketPath) > longestSocketPath)
        throw new Error(`The path of a socket may have at most ${longestSocketPath} bytes: ${socketPath}`);
      // Found by those who know a name, listed by nobody else: sandboxes run as users of their own.
      await mkdir(folder, { recursive: true, mode: 0o711 });
      await once(server.listen(socketPath), "listening");
      await chmod(socketPath, 0o666);
      return { kind: "socket", path: socketPath };
    }
    case "loopback": {
      await once(server.listen(0, "127.0.0.1"), "listening");
      const at = server.address();
      if (at === null || typeof at === "string") throw new Error("The proxy has no port.");
      return { kind: "loopback", url: `http://127.0.0.1:${at.port}` };
    }
    default:
      return unreachable(how);
  }
};
