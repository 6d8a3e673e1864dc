import { env } from "../platform/env.ts";
import { type OriginRules, type Refusal, refuseHost, refuseOrigin } from "./origin.ts";

/** The rules of this installation. */
export const originRules = (): OriginRules => ({
  allowedHosts: env().SPIRAL_ALLOWED_HOSTS,
  publicOrigin: env().SPIRAL_PUBLIC_URL ?? null,
});

/** `application/json`, whatever its parameters: everything else can be sent by a foreign page's form without asking. */
const isJson = (headers: Headers): boolean =>
  headers.get("content-type")?.split(";", 1)[0]?.trim().toLowerCase() === "application/json";

/**
 * Every handler's first line: host, method, origin and content type, before anything is read or looked up. Null means
 * go on. Each handler asks for itself; proxy.ts asks too, but nothing relies on that.
 */
export const refuseRequest = (request: Request, rules: OriginRules): Refusal | null => {
  const { method, headers } = request;
  if (method !== "GET" && method !== "POST")
    return { status: 405, message: `${method} is not a method of this address.` };
  const refusal = refuseHost(headers, rules) ?? refuseOrigin({ method, headers, rules });
  if (refusal !== null) return refusal;
  if (method === "POST" && !isJson(headers)) return { status: 415, message: "Only JSON is accepted here." };
  return null;
};
