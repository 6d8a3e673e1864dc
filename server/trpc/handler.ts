import { fetchRequestHandler } from "@trpc/server/adapters/fetch";
import superjson from "superjson";
import { refuseRequest } from "../auth/guard.ts";
import type { Refusal } from "../auth/origin.ts";
import { remoteAddress } from "../auth/remote-address.ts";
import { readLimitedBody } from "../auth/request-body.ts";
import { viewerFromRequest } from "../auth/viewer.ts";
import type { Context } from "./context.ts";
import { appRouter } from "./root.ts";
import { webServices, type WebServices } from "./services.ts";

/** Procedures in one request: more would multiply what a single request may cost. */
export const maxBatchSize = 10;
/** Bytes of a request's body. A brief is at most 50,000 characters. */
export const maxBodyBytes = 1024 * 1024;
/** A tool from outside has up to 1 MB of files, and comes in Base64. Next.js keeps a little more (next.config.mjs). */
export const maxToolBodyBytes = 1_450 * 1024;

const limitOf = ({ url }: Request): number =>
  /\/tools\.(?:lookInto|bringIn)$/.test(new URL(url).pathname) ? maxToolBodyBytes : maxBodyBytes;

const refusalCodes = {
  403: "FORBIDDEN",
  405: "METHOD_NOT_SUPPORTED",
  413: "PAYLOAD_TOO_LARGE",
  415: "UNSUPPORTED_MEDIA_TYPE",
  421: "FORBIDDEN",
} as const;

/** In the form of tRPC's own errors, so that its client shows the words. */
const refused = ({ status, message }: Refusal): Response => {
  const error = superjson.serialize({
    message,
    code: -32600,
    data: { code: refusalCodes[status], httpStatus: status, fields: {} },
  });
  return Response.json({ error }, { status, headers: { "cache-control": "no-store" } });
};

/** The same request with a body that has been read and counted. */
const withBody = (request: Request, bytes: Uint8Array<ArrayBuffer>): Request =>
  new Request(request.url, { method: "POST", headers: request.headers, body: bytes, signal: request.signal });

/**
 * `/api/trpc`: own origin, allowed host, JSON only, at most ten procedures and one megabyte (with a tool 1.4); then
 * tRPC. Who may call what is decided by each procedure. Answers are nobody's to keep.
 */
export const handleTrpc = async (request: Request, services: WebServices = webServices()): Promise<Response> => {
  const { domain, changes, rules, dataDir } = services;
  const refusal = refuseRequest(request, rules);
  if (refusal !== null) return refused(refusal);
  let req = request;
  if (request.method === "POST") {
    const body = await readLimitedBody(request, { limitBytes: limitOf(request) });
    if ("refusal" in body) return refused(body.refusal);
    req = withBody(request, body.bytes);
  }
  const createContext = async (): Promise<Context> => {
    const signedIn = await viewerFromRequest(domain, request.headers);
    return {
      domain,
      changes,
      dataDir,
      viewer: signedIn?.viewer ?? null,
      sessionId: signedIn?.sessionId ?? null,
      readOnly: signedIn?.readOnly ?? false,
      address: remoteAddress(request.headers, { behindProxy: rules.publicOrigin !== null }),
    };
  };
  return fetchRequestHandler({
    endpoint: "/api/trpc",
    req,
    router: appRouter,
    createContext,
    maxBatchSize,
    responseMeta: () => ({ headers: new Headers({ "cache-control": "no-store" }) }),
  });
};
