import { z } from "zod";
import type { Domain } from "../domain/domain.ts";
import { createSession, revokeSession, verifySignIn, viewerOfSession } from "../domain/users/index.ts";
import { DomainError } from "../platform/errors.ts";
import type { Logger } from "../platform/logger.ts";
import { cookieNames, readCookies } from "./cookies.ts";
import { refuseRequest } from "./guard.ts";
import { type AuthAnswer, callNextAuth } from "./next-auth.ts";
import type { OriginRules } from "./origin.ts";
import { remoteAddress } from "./remote-address.ts";
import { readLimitedBody } from "./request-body.ts";

/**
 * `/api/auth/…`, three addresses and no more:
 * - GET  csrf                  → { csrfToken } and its cookie; needed by the two others
 * - POST callback/credentials  { csrfToken, login, password } → { ok: true } and the session's cookie
 * - POST signout               { csrfToken } → { ok: true }; the session is over in the database, too
 * Refusals are { message } in words for people. No answer holds an address to go to, so there is no redirect to
 * abuse: the page knows where it wants to go.
 */
export interface AuthServices {
  readonly domain: Pick<Domain, "prisma" | "clock">;
  readonly rules: OriginRules;
  readonly logger: Logger;
}

const limitBytes = 16 * 1024;

const SignInForm = z.object({
  csrfToken: z.string().max(200),
  login: z.string().max(200),
  password: z.string().max(1_000),
});
const SignOutForm = z.object({ csrfToken: z.string().max(200) });

const answer = (status: number, body: unknown, cookies: readonly string[] = []): Response => {
  const headers = new Headers({ "content-type": "application/json", "cache-control": "no-store" });
  for (const cookie of cookies) headers.append("set-cookie", cookie);
  return new Response(JSON.stringify(body), { status, headers });
};

const statusOf = {
  unauthenticated: 401,
  unconfirmed: 428,
  throttled: 429,
  not_found: 404,
  forbidden: 403,
  conflict: 409,
  invalid: 400,
  unavailable: 503,
} as const;

const staleForm = "This form was open for too long. Reload the page and try again.";

/** An answer of next-auth as ours. */
const translate = ({ reached, failure, cookies }: AuthAnswer, logger: Logger): Response => {
  if (!reached) return answer(403, { message: staleForm }, cookies);
  if (failure === null) return answer(200, { ok: true }, cookies);
  if (failure instanceof DomainError) return answer(statusOf[failure.code], { message: failure.message });
  logger.error({ err: failure }, "sign-in or sign-out failed");
  return answer(500, { message: "Something went wrong on our side. The server's log says what." });
};

const readForm = async <Form>(request: Request, schema: z.ZodType<Form>): Promise<Form | Response> => {
  const body = await readLimitedBody(request, { limitBytes });
  if ("refusal" in body) return answer(body.refusal.status, { message: body.refusal.message });
  const parsed = schema.safeParse(parseJson(new TextDecoder().decode(body.bytes)));
  return parsed.success ? parsed.data : answer(400, { message: "This request is not complete." });
};

const parseJson = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
};

export const handleAuth = async (request: Request, { domain, rules, logger }: AuthServices): Promise<Response> => {
  const refusal = refuseRequest(request, rules);
  if (refusal !== null) return answer(refusal.status, { message: refusal.message });
  const secure = rules.publicOrigin?.startsWith("https:") ?? false;
  const { headers } = request;
  const call = {
    cookies: readCookies(headers),
    secure,
    logger,
    beginSession: () => Promise.reject(new Error("Only a sign-in begins a session.")),
    endSession: async (sessionId: string) => {
      const viewer = await viewerOfSession(domain, { sessionId });
      // Signing out of a session that is over already is no error.
      if (viewer !== null) await revokeSession(domain, { userId: viewer.id, sessionId });
    },
  };
  switch (`${request.method} ${new URL(request.url).pathname}`) {
    case "GET /api/auth/csrf": {
      const { csrfToken, cookies } = await callNextAuth({ ...call, action: "csrf", body: {} });
      return answer(200, { csrfToken }, cookies);
    }
    case "POST /api/auth/callback/credentials": {
      const form = await readForm(request, SignInForm);
      if (form instanceof Response) return form;
      const address = remoteAddress(headers, { behindProxy: rules.publicOrigin !== null });
      const beginSession = async () => {
        const { userId } = await verifySignIn(domain, { ...form, address });
        return createSession(domain, { userId, userAgent: headers.get("user-agent") });
      };
      return translate(await callNextAuth({ ...call, action: "sign-in", body: form, beginSession }), logger);
    }
    case "POST /api/auth/signout": {
      const form = await readForm(request, SignOutForm);
      if (form instanceof Response) return form;
      if (call.cookies[cookieNames(secure).session] === undefined) return answer(200, { ok: true });
      return translate(await callNextAuth({ ...call, action: "sign-out", body: form }), logger);
    }
    default:
      return answer(404, { message: "There is nothing at this address." });
  }
};
