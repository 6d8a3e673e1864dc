import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { createTestDatabase, type TestDatabase } from "../testing/database.ts";
import { plainDomain, createUser, nameAndValue, silent, type TestUser } from "../testing/web.ts";
import { handleAuth } from "./handle-auth.ts";
import { viewerFromRequest } from "./viewer.ts";

const rules = { allowedHosts: ["localhost"], publicOrigin: null };
const own = { host: "localhost:3000", origin: "http://localhost:3000" };

let database: TestDatabase;
let user: TestUser;
beforeAll(async () => {
  database = await createTestDatabase();
  user = await createUser(plainDomain(database), { login: "ada" });
});
beforeEach(() => database.prisma.rateLimit.deleteMany());
afterAll(() => database.close());

const call = (
  method: string,
  path: string,
  options: { body?: unknown; headers?: Record<string, string>; publicOrigin?: string } = {},
): Promise<Response> =>
  handleAuth(
    new Request(`http://localhost:3000/api/auth/${path}`, {
      method,
      headers: {
        ...own,
        ...(options.body !== undefined && { "content-type": "application/json" }),
        ...options.headers,
      },
      ...(options.body !== undefined && { body: JSON.stringify(options.body) }),
    }),
    {
      domain: plainDomain(database),
      rules: { ...rules, publicOrigin: options.publicOrigin ?? null },
      logger: silent,
    },
  );

/** A browser's jar: name → `name=value`. */
const jarOf = (response: Response, jar = new Map<string, string>()): Map<string, string> => {
  for (const line of response.headers.getSetCookie()) jar.set(line.split("=", 1)[0] ?? "", nameAndValue(line));
  return jar;
};
const cookieOf = (jar: Map<string, string>) => ({ cookie: [...jar.values()].join("; ") });

const openForm = async () => {
  const response = await call("GET", "csrf");
  const body: unknown = await response.json();
  const csrfToken = typeof body === "object" && body !== null && "csrfToken" in body ? String(body.csrfToken) : "";
  return { csrfToken, jar: jarOf(response) };
};

const signIn = async (login: string, password: string, extra: Record<string, unknown> = {}) => {
  const { csrfToken, jar } = await openForm();
  const response = await call("POST", "callback/credentials", {
    body: { csrfToken, login, password, ...extra },
    headers: cookieOf(jar),
  });
  return { response, jar: jarOf(response, jar), csrfToken };
};

const viewerOf = (jar: Map<string, string>) => viewerFromRequest(plainDomain(database), new Headers(cookieOf(jar)));

describe("sign-in", () => {
  it("gives a session cookie that no script can read, and the viewer behind it", async () => {
    const { response, jar } = await signIn("Ada ", user.password);
    expect([response.status, await response.json()]).toEqual([200, { ok: true }]);
    const line = response.headers.getSetCookie().find((cookie) => cookie.startsWith("spiral.session="));
    expect(line).toMatch(/; HttpOnly/);
    expect(line).toMatch(/; SameSite=Lax/);
    expect(line).not.toMatch(/; Secure/);
    expect((await viewerOf(jar))?.viewer).toEqual({ id: user.id, name: "ada", login: "ada", role: "MEMBER" });
  });

  it("keeps its cookies to https and to this very host where people come by https", async () => {
    const publicOrigin = "https://localhost";
    const headers = { origin: publicOrigin };
    const form = await call("GET", "csrf", { headers, publicOrigin });
    const csrfToken = String(Reflect.get(Object(await form.json()), "csrfToken"));
    const body = { csrfToken, login: "ada", password: user.password };
    const response = await call("POST", "callback/credentials", {
      body,
      headers: { ...headers, ...cookieOf(jarOf(form)) },
      publicOrigin,
    });
    expect(response.status).toBe(200);
    for (const line of [...form.headers.getSetCookie(), ...response.headers.getSetCookie()]) {
      expect(line).toMatch(/^__Host-spiral\.(csrf|session)=.*; Path=\/;.*HttpOnly; Secure; SameSite=Lax$/);
    }
  });

  it("refuses a wrong password, an unknown name and a disabled user in the same words, without a cookie", async () => {
    const disabled = await createUser(plainDomain(database));
    await database.prisma.user.update({ where: { id: disabled.id }, data: { disabledAt: new Date() } });
    const answers = [
      await signIn("ada", "wrong"),
      await signIn("nobody", "wrong"),
      await signIn(disabled.login, disabled.password),
      await signIn("no such name!", "x"),
    ];
    for (const { response, jar } of answers) {
      expect([response.status, await response.json()]).toEqual([
        401,
        { message: "This name and password do not fit together." },
      ]);
      expect(jar.has("spiral.session")).toBe(false);
    }
  });

  it("gives every sign-in an id of its own and takes none from the browser (fixation)", async () => {
    const first = await signIn("ada", user.password);
    const second = await signIn("ada", user.password);
    expect(first.jar.get("spiral.session")).not.toBe(second.jar.get("spiral.session"));
    const { csrfToken, jar } = await openForm();
    const third = await call("POST", "callback/credentials", {
      body: { csrfToken, login: "ada", password: user.password },
      headers: cookieOf(new Map([...jar, ...[...first.jar].filter(([name]) => name === "spiral.session")])),
    });
    const ids = await Promise.all(
      [first.jar, second.jar, jarOf(third)].map(async (each) => (await viewerOf(each))?.sessionId),
    );
    expect(new Set(ids).size).toBe(3);
  });

  it("demands its own form token", async () => {
    const { jar } = await openForm();
    const stale = await call("POST", "callback/credentials", {
      body: { csrfToken: "other", login: "ada", password: user.password },
      headers: cookieOf(jar),
    });
    expect(stale.status).toBe(403);
    expect(stale.headers.getSetCookie().join()).not.toContain("spiral.session=");
    const cookieless = await openForm();
    expect(
      (
        await call("POST", "callback/credentials", {
          body: { csrfToken: cookieless.csrfToken, login: "ada", password: user.password },
        })
      ).status,
    ).toBe(403);
  });

  it("is throttled by the name, whoever it is, and says until when", async () => {
    for (const login of ["ada", "nobody"]) {
      for (let attempt = 0; attempt < 10; attempt += 1)
        expect((await signIn(login, "wrong")).response.status).toBe(401);
      const { response } = await signIn(login, login === "ada" ? user.password : "wrong");
      expect([response.status, await response.json()]).toEqual([
        429,
        { message: "Too many sign-ins have failed. Try again in 15 minutes." },
      ]);
    }
  });

  it("never sends a browser anywhere (open redirect)", async () => {
    const { response } = await signIn("ada", user.password, {
      callbackUrl: "https://evil.example",
      redirect: "//evil.example",
      json: true,
    });
    expect(response.status).toBe(200);
    expect(response.headers.get("location")).toBeNull();
    expect(await response.text()).toBe('{"ok":true}');
    expect(response.headers.getSetCookie().join()).not.toContain("evil");
    for (const path of [
      "signin?callbackUrl=https://evil.example",
      "signout?callbackUrl=//evil.example",
      "callback/credentials?callbackUrl=https://evil.example",
      "error?error=x",
      "csrf/../signin",
    ]) {
      const answer = await call("GET", path);
      expect([path, answer.status, answer.headers.get("location")]).toEqual([path, 404, null]);
    }
  });
});

describe("signing out", () => {
  it("ends the session in the database: the cookie is worth nothing afterwards, even when kept", async () => {
    const { jar, csrfToken } = await signIn("ada", user.password);
    const response = await call("POST", "signout", { body: { csrfToken }, headers: cookieOf(jar) });
    expect([response.status, await response.json()]).toEqual([200, { ok: true }]);
    expect(response.headers.getSetCookie().join()).toMatch(/spiral\.session=; Max-Age=0/);
    expect(await viewerOf(jar)).toBeNull();
  });

  it("is no error when it is over already, and takes the cookie", async () => {
    const { jar, csrfToken } = await signIn("ada", user.password);
    await database.prisma.session.updateMany({ data: { revokedAt: new Date() } });
    const again = await call("POST", "signout", { body: { csrfToken }, headers: cookieOf(jar) });
    expect(again.status).toBe(200);
    const broken = await call("POST", "signout", {
      body: { csrfToken },
      headers: cookieOf(new Map([...jar, ["spiral.session", "spiral.session=x"]])),
    });
    expect([broken.status, broken.headers.getSetCookie().join()]).toEqual([
      200,
      expect.stringContaining("spiral.session=; Max-Age=0"),
    ]);
    expect((await call("POST", "signout", { body: { csrfToken } })).status).toBe(200);
  });

  it("cannot be done to somebody from elsewhere", async () => {
    const { jar } = await signIn("ada", user.password);
    const withoutToken = await call("POST", "signout", { body: { csrfToken: "guess" }, headers: cookieOf(jar) });
    expect(withoutToken.status).toBe(403);
    const sessionOnly = new Map([...jar].filter(([name]) => name === "spiral.session"));
    expect(
      (await call("POST", "signout", { body: { csrfToken: "guess" }, headers: cookieOf(sessionOnly) })).status,
    ).toBe(403);
    const foreign = await call("POST", "signout", {
      body: { csrfToken: "guess" },
      headers: { ...cookieOf(jar), origin: "http://localhost:4000" },
    });
    expect(foreign.status).toBe(403);
    expect(await viewerOf(jar)).not.toBeNull();
  });
});

describe("a session", () => {
  const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString("base64url");

  it("is nobody's with a token that is not of our making", async () => {
    const { jar } = await signIn("ada", user.password);
    const sessionId = (await viewerOf(jar))?.sessionId;
    const tokens = [
      "",
      "x",
      `${part({ alg: "none" })}.${part({ sid: sessionId })}.`,
      `${part({ alg: "HS256" })}.${part({ sid: sessionId })}.${part({})}`,
      `${part({ alg: "dir", enc: "A256GCM" })}..${part({})}.${part({ sid: sessionId })}.${part({})}`,
      String(sessionId),
    ];
    for (const token of tokens)
      expect(await viewerOf(new Map([["spiral.session", `spiral.session=${token}`]]))).toBeNull();
  });

  it("ends with its row, its time, or its user", async () => {
    const { prisma } = database;
    const ends: ((sessionId: string) => Promise<unknown>)[] = [
      (id) => prisma.session.update({ where: { id }, data: { revokedAt: new Date() } }),
      (id) => prisma.session.update({ where: { id }, data: { expiresAt: new Date(Date.now() - 1) } }),
      (id) => prisma.session.delete({ where: { id } }),
      () => prisma.user.update({ where: { id: user.id }, data: { disabledAt: new Date() } }),
    ];
    for (const end of ends) {
      const { jar } = await signIn("ada", user.password);
      const before = await viewerOf(jar);
      expect(before?.viewer.login).toBe("ada");
      await end(before?.sessionId ?? "");
      expect(await viewerOf(jar)).toBeNull();
    }
    await prisma.user.update({ where: { id: user.id }, data: { disabledAt: null } });
  });
});

describe("the addresses", () => {
  it("take JSON of our own pages only, and little of it", async () => {
    const { csrfToken, jar } = await openForm();
    const body = { csrfToken, login: "ada", password: user.password };
    const send = async (headers: Record<string, string>) =>
      (await call("POST", "callback/credentials", { body, headers: { ...cookieOf(jar), ...headers } })).status;
    expect(await send({ "content-type": "text/plain" })).toBe(415);
    expect(await send({ "content-type": "application/x-www-form-urlencoded" })).toBe(415);
    expect(await send({ "content-type": "multipart/form-data; boundary=x" })).toBe(415);
    expect(await send({ origin: "http://evil.example" })).toBe(403);
    expect(await send({ origin: "null" })).toBe(403);
    expect(await send({ host: "evil.example:3000", origin: "http://evil.example:3000" })).toBe(421);
    const long = await call("POST", "callback/credentials", {
      body: { ...body, password: "x".repeat(20_000) },
      headers: cookieOf(jar),
    });
    expect(long.status).toBe(413);
    const withObject = await call("POST", "callback/credentials", {
      body: { ...body, login: { contains: "a" } },
      headers: cookieOf(jar),
    });
    expect(withObject.status).toBe(400);
  });

  it("are three", async () => {
    for (const [method, path] of [
      ["GET", "session"],
      ["GET", "providers"],
      ["POST", "_log"],
      ["POST", "session"],
      ["POST", "signin/credentials"],
      ["GET", "verify-request"],
    ] as const) {
      expect([path, (await call(method, path, method === "POST" ? { body: {} } : {})).status]).toEqual([path, 404]);
    }
  });
});
