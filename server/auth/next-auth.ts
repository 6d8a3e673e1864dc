import NextAuth, { type AuthOptions } from "next-auth";
import { decode } from "next-auth/jwt";
import Credentials from "next-auth/providers/credentials";
import type { Logger } from "../platform/logger.ts";
import { deriveKey } from "../platform/secret-key.ts";
import { cookieNames, cookieOptions, sessionMaxAgeSeconds } from "./cookies.ts";

/**
 * The one file that knows next-auth. It hands out and takes back the session cookie (an encrypted token that carries
 * our session's id and nothing else) and checks its own form token; who may sign in, and whether a session is still
 * good, is decided by server/domain/users with the database.
 *
 * next-auth is called with exactly the fields it needs instead of the request itself: forwarded headers, callback
 * URLs and its own pages are out of its reach, so that nothing it computes from them can be taken advantage of.
 */
export interface AuthCall {
  readonly action: "csrf" | "sign-in" | "sign-out";
  readonly cookies: Partial<Record<string, string>>;
  /** Fields of the posted form. */
  readonly body: Readonly<Record<string, string>>;
  readonly secure: boolean;
  readonly logger: Logger;
  /** Begins a session for whoever the form names; throws to refuse. */
  readonly beginSession: () => Promise<{ sessionId: string }>;
  readonly endSession: (sessionId: string) => Promise<void>;
}

export interface AuthAnswer {
  /** Set-Cookie lines. */
  readonly cookies: readonly string[];
  readonly csrfToken: string | null;
  /** Whether next-auth let the call through to us: false means that its form token was missing or stale. */
  readonly reached: boolean;
  /** What `beginSession` or `endSession` threw; next-auth would turn it into a redirect. */
  readonly failure: unknown;
}

/** Hexadecimal, because next-auth joins the secret with text. */
const secret = (): string => deriveKey("next-auth").toString("hex");

const paths = {
  csrf: { method: "GET", nextauth: ["csrf"] },
  "sign-in": { method: "POST", nextauth: ["callback", "credentials"] },
  "sign-out": { method: "POST", nextauth: ["signout"] },
} as const;

/** The response object of a Next API route, as far as next-auth uses it: it collects. */
const collector = () => {
  const headers = new Map<string, string | readonly string[]>();
  const answer: { body: unknown } = { body: null };
  const response = {
    getHeader: (name: string) => headers.get(name),
    setHeader: (name: string, value: string | readonly string[]) => (headers.set(name, value), response),
    status: () => response,
    send: (body: unknown) => (answer.body = body),
    json: (body: unknown) => (answer.body = body),
    end: () => undefined,
  };
  const setCookies = (): readonly string[] => {
    const found = headers.get("Set-Cookie") ?? [];
    return typeof found === "string" ? [found] : found;
  };
  return { response, answer, setCookies };
};

/** Runs one call through next-auth. */
export const callNextAuth = async (call: AuthCall): Promise<AuthAnswer> => {
  const state: { reached: boolean; failure: unknown } = { reached: call.action === "csrf", failure: null };
  const attempt = async <Result>(act: () => Promise<Result>): Promise<Result | null> => {
    state.reached = true;
    try {
      return await act();
    } catch (error) {
      state.failure = error;
      return null;
    }
  };
  const names = cookieNames(call.secure);
  const options: AuthOptions = {
    secret: secret(),
    session: { strategy: "jwt", maxAge: sessionMaxAgeSeconds },
    useSecureCookies: call.secure,
    cookies: {
      sessionToken: { name: names.session, options: cookieOptions(call.secure) },
      csrfToken: { name: names.csrf, options: cookieOptions(call.secure) },
    },
    providers: [
      Credentials({
        credentials: { login: {}, password: {} },
        // What next-auth calls a user's id is, here, the new session's.
        authorize: () => attempt(async () => ({ id: (await call.beginSession()).sessionId })),
      }),
    ],
    callbacks: {
      jwt: ({ token, user }) => (user === undefined ? token : { sid: user.id }),
      redirect: () => "/",
    },
    events: {
      signOut: async ({ token }) => {
        const sessionId = token["sid"];
        await attempt(async () => (typeof sessionId === "string" ? call.endSession(sessionId) : undefined));
      },
    },
    logger: {
      error: (code, detail) =>
        call.logger.error({ code, err: detail instanceof Error ? detail : undefined }, "next-auth"),
      warn: () => undefined,
      debug: () => undefined,
    },
  };
  const { response, answer, setCookies } = collector();
  const { method, nextauth } = paths[call.action];
  const handler: unknown = NextAuth(options);
  if (typeof handler !== "function") throw new Error("next-auth did not make a handler.");
  const request = {
    method,
    query: { nextauth: [...nextauth] },
    body: { ...call.body, json: "true" },
    cookies: call.cookies,
    headers: {},
  };
  await Reflect.apply(handler, undefined, [request, response]);
  const ours = setCookies().filter((line) => [names.session, names.csrf].some((name) => line.startsWith(`${name}=`)));
  // A session's cookie that comes back was either given or taken away; a token that no longer opens asks us nothing.
  const reached = state.reached || ours.some((line) => line.startsWith(`${names.session}=`));
  return { cookies: ours, csrfToken: csrfTokenOf(answer.body), reached, failure: state.failure };
};

const csrfTokenOf = (body: unknown): string | null =>
  typeof body === "object" && body !== null && "csrfToken" in body && typeof body.csrfToken === "string"
    ? body.csrfToken
    : null;

/** The session id that a cookie carries, or null: expired, not of our making, made with another key, no token at all. */
export const sessionIdOf = async ({
  cookies,
  secure,
}: {
  cookies: Partial<Record<string, string>>;
  secure: boolean;
}): Promise<string | null> => {
  const token = cookies[cookieNames(secure).session];
  if (token === undefined) return null;
  // Whatever is wrong with a token, it is no token: decode throws for every kind of it.
  const payload = await decode({ token, secret: secret() }).catch(() => null);
  const sessionId = payload?.["sid"];
  return typeof sessionId === "string" ? sessionId : null;
};
