import http, { type IncomingHttpHeaders, type IncomingMessage } from "node:http";
import https from "node:https";
import { isIP, type LookupFunction } from "node:net";
import type { ProviderError } from "../contract/errors.ts";
import { assertHostAllowed, checkedLookup, type Lookup } from "../platform/checked-lookup.ts";
import type { AddressAllowance } from "../platform/public-address.ts";
import { noConnection, unusableCredential } from "./failures.ts";
import type { Endpoint, Upstream } from "./grant.ts";
import { requestHeaders } from "./headers.ts";

/**
 * A connection that has been idle for longer is not used again. Routers forget idle connections without a word, and a
 * call on such a one would wait for its whole time limit.
 */
const idleConnectionMs = 30_000;

export interface UpstreamCall {
  readonly upstream: Upstream;
  readonly endpoint: Endpoint;
  /** With its question mark, or empty. */
  readonly search: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
  /** Ends the call at once, and its answer when that has begun. */
  readonly signal: AbortSignal;
}

/** There was no answer at all. */
export class NoAnswer extends Error {
  override readonly name = "NoAnswer";
  readonly reason: ProviderError;
  /** The whole request had gone out: its service may have answered it, and may charge for that. */
  readonly wasSent: boolean;
  constructor(reason: ProviderError, { wasSent = false }: { readonly wasSent?: boolean } = {}) {
    super(reason.message);
    this.reason = reason;
    this.wasSent = wasSent;
  }
}

export interface UpstreamClient {
  /**
   * Sends the call, once, and gives back the answer as soon as it begins. Redirects are answers like others.
   * @throws NoAnswer
   */
  send(call: UpstreamCall): Promise<IncomingMessage>;
  close(): void;
}

export interface UpstreamClientOptions {
  /** HTTP_PROXY, HTTPS_PROXY, NO_PROXY, in either case. */
  readonly proxyEnvironment: Readonly<Record<string, string | undefined>>;
  readonly connectTimeoutMs: number;
  readonly lookup?: LookupFunction;
}

/**
 * Connections to services, kept alive from call to call.
 * @throws Error for a proxy address that is none
 */
export const createUpstreamClient = (options: UpstreamClientOptions): UpstreamClient => {
  const agents = createAgents(options.proxyEnvironment);
  return {
    send: (call) => send(call, agents, options),
    close: () => {
      for (const agent of agents) agent.destroy();
    },
  };
};

interface AgentPair {
  readonly plain: http.Agent;
  readonly tls: https.Agent;
}

/** A kept connection was checked for its own kind of upstream only, so kinds share none. */
interface Agents extends Iterable<http.Agent> {
  readonly proxied: AgentPair;
  readonly direct: Readonly<Record<AddressAllowance, AgentPair>>;
}

const pairOf = (options: http.AgentOptions): AgentPair => ({
  plain: new http.Agent(options),
  tls: new https.Agent(options),
});

const createAgents = (proxyEnvironment: UpstreamClientOptions["proxyEnvironment"]): Agents => {
  const kept = { keepAlive: true, timeout: idleConnectionMs };
  const { HTTP_PROXY, HTTPS_PROXY, NO_PROXY, http_proxy, https_proxy, no_proxy } = proxyEnvironment;
  // NODE_ENV is demanded by the types that Next brings along; nothing reads it here.
  const proxyEnv = {
    NODE_ENV: "production" as const,
    HTTP_PROXY,
    HTTPS_PROXY,
    NO_PROXY,
    http_proxy,
    https_proxy,
    no_proxy,
  };
  const proxied = { ...kept, proxyEnv };
  try {
    const pairs = {
      proxied: pairOf(proxied),
      direct: { public: pairOf(kept), private: pairOf(kept), any: pairOf(kept) },
    };
    return {
      ...pairs,
      *[Symbol.iterator]() {
        for (const { plain, tls } of [pairs.proxied, ...Object.values(pairs.direct)]) yield* [plain, tls];
      },
    };
  } catch {
    // The cause quotes the address, which may carry a password.
    throw new Error(
      "HTTP_PROXY or HTTPS_PROXY is not a web address. Correct it, for example http://proxy.example:3128.",
    );
  }
};

const agentFor = (url: URL, addresses: AddressAllowance, agents: Agents): http.Agent => {
  // A service on this machine, such as the scripted model, cannot be reached by way of a proxy on another. And where
  // addresses are checked, it is this machine that must look them up.
  const isDirect = addresses !== "any" || isLoopback(url.hostname);
  const { plain, tls } = isDirect ? agents.direct[addresses] : agents.proxied;
  return url.protocol === "https:" ? tls : plain;
};

/** Asked for names; a host that is an address is checked before. "any" asks the machine, as everybody does. */
const lookupFor = (addresses: AddressAllowance, { lookup }: UpstreamClientOptions): { lookup?: LookupFunction } => {
  if (addresses !== "any") return { lookup: checkedLookup({ allow: addresses, lookup: lookupAll(lookup) }) };
  return lookup === undefined ? {} : { lookup };
};

const lookupAll = (lookup: LookupFunction | undefined): Lookup | undefined =>
  lookup === undefined
    ? undefined
    : (hostname) =>
        new Promise((resolve, reject) => {
          lookup(hostname, { all: true }, (error, found) => {
            if (error !== null) reject(error);
            else resolve(Array.isArray(found) ? found : [{ address: found, family: isIP(found) }]);
          });
        });

const isLoopback = (host: string): boolean =>
  host === "localhost" || host.endsWith(".localhost") || host === "[::1]" || /^127\.\d+\.\d+\.\d+$/.test(host);

const send = (call: UpstreamCall, agents: Agents, options: UpstreamClientOptions): Promise<IncomingMessage> => {
  const { upstream, endpoint, search, signal } = call;
  const base = URL.parse(upstream.baseUrl);
  if (base === null || !["http:", "https:"].includes(base.protocol)) {
    return Promise.reject(new NoAnswer(noConnection("the base URL is not a web address", upstream.kind)));
  }
  try {
    assertHostAllowed(base.hostname, upstream.addresses);
  } catch (error) {
    return Promise.reject(new NoAnswer(noConnection(codeOf(error), upstream.kind)));
  }
  return new Promise((resolve, reject) => {
    const { request: open } = base.protocol === "https:" ? https : http;
    let request: http.ClientRequest;
    try {
      // Part by part, so that nothing else of the base URL (a user, a query) can become a part of the call.
      request = open({
        protocol: base.protocol,
        hostname: base.hostname.replace(/^\[|\]$/g, ""),
        port: base.port,
        path: `${base.pathname.replace(/\/+$/, "")}/v1/${paths[endpoint]}${search}`,
        method: "POST",
        headers: requestHeaders(call.headers, upstream, call.body.byteLength),
        agent: agentFor(base, upstream.addresses, agents),
        signal,
        ...lookupFor(upstream.addresses, options),
      });
    } catch (error) {
      reject(isCode(error, "ERR_INVALID_CHAR") ? new NoAnswer(unusableCredential()) : error);
      return;
    }
    let isOut = false;
    request.once("finish", () => {
      isOut = true;
    });
    const fail = (code: string): void => {
      stopWaiting();
      // What answers in another language than HTTP is no service that charges.
      reject(new NoAnswer(noConnection(code, upstream.kind), { wasSent: isOut && !code.startsWith("HPE_") }));
    };
    // Said here, too: a request that still waits for its way through a proxy keeps its own end to itself.
    const stopWaiting = limitConnecting(request, options.connectTimeoutMs, () => {
      fail("no connection in time");
      request.destroy();
    });
    signal.addEventListener("abort", () => fail("given up"), { once: true });
    // Stays for good: after an answer began, its own stream says what went wrong.
    request.on("error", (error) => fail(codeOf(error)));
    request.once("response", (answer) => {
      stopWaiting();
      resolve(answer);
    });
    request.end(call.body);
  });
};

const paths: Record<Endpoint, string> = { messages: "messages", count_tokens: "messages/count_tokens" };

/** Tells when a request has no connection in time. @returns what ends the wait */
const limitConnecting = (request: http.ClientRequest, afterMs: number, onLate: () => void): (() => void) => {
  const timer = setTimeout(onLate, afterMs);
  const stop = (): void => clearTimeout(timer);
  request.once("socket", (socket) => {
    // One that was kept alive, or came through a proxy, is connected already.
    if (!socket.connecting) return stop();
    socket.once("encrypted" in socket ? "secureConnect" : "connect", stop);
  });
  request.once("close", stop);
  return stop;
};

const codeOf = (error: unknown): string =>
  error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : "no connection";

const isCode = (error: unknown, code: string): boolean => codeOf(error) === code;
