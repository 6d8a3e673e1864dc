import http, { type IncomingMessage, type ServerResponse } from "node:http";
import https from "node:https";
import { pipeline } from "node:stream/promises";
import type { Route } from "./admission.ts";
import { directOptions } from "./connect.ts";
import type { Target } from "./request-target.ts";

/** What concerns one connection only (RFC 9110, 7.6.1), and what would let a proxy's password travel on. */
const hopByHop = new Set([
  "connection",
  "expect",
  "host",
  "keep-alive",
  "proxy-authenticate",
  "proxy-authorization",
  "proxy-connection",
  "te",
  "trailer",
  "transfer-encoding",
  "upgrade",
]);

/** Names and values in turn, as they came, without those of the connection. */
const endToEnd = ({ rawHeaders, headers }: IncomingMessage): string[] => {
  const named = new Set((headers.connection ?? "").toLowerCase().split(/[\s,]+/));
  return rawHeaders.flatMap((name, index) => {
    if (index % 2 === 1) return [];
    const lower = name.toLowerCase();
    return hopByHop.has(lower) || named.has(lower) ? [] : [name, rawHeaders[index + 1] ?? ""];
  });
};

interface ForwardOptions {
  readonly target: Target;
  readonly url: URL;
  readonly route: Route;
  readonly connectMs: number;
  readonly idleMs: number;
  readonly signal: AbortSignal;
}

const requestTo = (
  request: IncomingMessage,
  { target, url, route, idleMs, signal }: ForwardOptions,
): http.ClientRequest => {
  const headers = ["Host", url.host, ...endToEnd(request), "Connection", "close"];
  // The body's length is said anew, so that nobody reads it differently.
  if (request.headers["transfer-encoding"] !== undefined) headers.push("Transfer-Encoding", "chunked");
  const common = { method: request.method, agent: false, setHost: false, timeout: idleMs, signal } as const;
  switch (route.via) {
    case "direct":
      return http.request({
        ...common,
        ...directOptions(target, route.addresses),
        path: `${url.pathname}${url.search}`,
        headers,
      });
    case "proxy": {
      const { host, port, tls, authorization } = route.proxy;
      const all = authorization === null ? headers : [...headers, "Proxy-Authorization", authorization];
      return (tls ? https : http).request({ ...common, host, port, path: url.href, headers: all });
    }
  }
};

/**
 * Passes a plain HTTP request on and its answer back. Rejects when no answer began; when one breaks off, its reader
 * sees that it did.
 */
export const forward = async (
  request: IncomingMessage,
  response: ServerResponse,
  options: ForwardOptions,
): Promise<void> => {
  const outgoing = requestTo(request, options);
  // Whoever asked has gone, or the door has closed.
  response.once("close", () => outgoing.destroy());
  const tooLate = (): void => void outgoing.destroy(new Error("No answer in time"));
  outgoing.once("timeout", tooLate);
  const connecting = setTimeout(tooLate, options.connectMs);
  outgoing.once("close", () => clearTimeout(connecting));
  outgoing.once("socket", (socket) => socket.once("connect", () => clearTimeout(connecting)));
  const answered = new Promise<IncomingMessage>((resolve, reject) => {
    outgoing.once("response", resolve);
    outgoing.once("error", reject);
  });
  // An answer may come before the question is finished, and ends it.
  const sent = pipeline(request, outgoing).catch(() => undefined);
  const answer = await answered;
  outgoing.on("error", () => response.destroy());
  response.writeHead(answer.statusCode ?? 502, endToEnd(answer));
  await pipeline(answer, response).catch(() => response.destroy());
  await sent;
};
