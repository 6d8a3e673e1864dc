import { randomBytes } from "node:crypto";
import { type NextRequest, NextResponse } from "next/server";
import { originRules } from "./server/auth/guard.ts";
import { refuseHost } from "./server/auth/origin.ts";
import { pagePolicy, strictTransport } from "./server/http/security-headers.ts";

/**
 * Before every page and handler: the allowed host, and for pages the policy with a nonce of its own. Never the only
 * guard: handlers check host and origin themselves, procedures check who calls them.
 */
export function proxy(request: NextRequest): NextResponse {
  const rules = originRules();
  const refusal = refuseHost(request.headers, rules);
  if (refusal !== null) {
    const headers = { "content-type": "text/plain; charset=utf-8", "cache-control": "no-store" };
    return new NextResponse(`${refusal.message}\n`, { status: refusal.status, headers });
  }
  const response = request.nextUrl.pathname.startsWith("/api/") ? NextResponse.next() : withPolicy(request);
  if (rules.publicOrigin?.startsWith("https:")) response.headers.set("Strict-Transport-Security", strictTransport);
  return response;
}

/** Next takes the nonce for its own scripts from the request's policy; our pages take it from `x-nonce`. */
const withPolicy = (request: NextRequest): NextResponse => {
  const nonce = randomBytes(16).toString("base64");
  const policy = pagePolicy({ nonce, development: process.env.NODE_ENV === "development" });
  const headers = new Headers(request.headers);
  headers.set("x-nonce", nonce);
  headers.set("content-security-policy", policy);
  const response = NextResponse.next({ request: { headers } });
  response.headers.set("content-security-policy", policy);
  return response;
};

/**
 * Static files are the same for everybody and carry the fixed headers of next.config.mjs. Uploads are left out because
 * Next would keep their whole body in memory for this file, and cut it; their handler checks host and origin itself.
 */
export const config = { matcher: "/((?!_next/static/|_next/image|api/uploads).*)" };
