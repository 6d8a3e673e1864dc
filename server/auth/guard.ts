import { env } from "../platform/env.ts";
import { type OriginRules, type Refusal, refuseHost, refuseOrigin } from "./origin.ts";

/** The rules of this installation. */
export const originRules = (): OriginRules => ({
  allowedHosts: env().SPIRAL_ALLOWED_HOSTS,
  publicOrigin: env().SPIRAL_PUBLIC_URL ?? null,
});

/** What a page may send. Neither can be sent by a foreign page's form without asking, which everything usual can. */
type ContentType = "application/json" | "application/octet-stream";
const hasType = (headers: Headers, type: ContentType): boolean =>
  headers.get("content-type")?.split(";", 1)[0]?.trim().toLowerCase() === type;

/**
 * Every handler's first line: host, method, origin and content type, before anything is read or looked up. Null means
 * go on. Each handler asks for itself; proxy.ts asks too, but nothing relies on that.
 */
export const refuseRequest = (
  request: Request,
  rules: OriginRules,
  type: ContentType = "application/json",
): Refusal | null => {
  const { method, headers } = request;
  if (method !== "GET" && method !== "POST")
    return { status: 405, message: `${method} is not a method of this address.` };
  const refusal = refuseHost(headers, rules) ?? refuseOrigin({ method, headers, rules });
  if (refusal !== null) return refusal;
  if (method === "POST" && !hasType(headers, type)) {
    const what = type === "application/json" ? "JSON" : "a file as the whole body (application/octet-stream)";
    return { status: 415, message: `Only ${what} is accepted here.` };
  }
  return null;
};
