import { createServer, type RequestListener } from "node:http";
import { once } from "node:events";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { createTestDatabase, type TestDatabase } from "../../testing/database.ts";
import { plainDomain } from "../../testing/web.ts";
import type { Domain } from "../domain.ts";
import { lastSignIn, registerRunner } from "../runners/index.ts";
import { readSettings, writeSetting, writeSettings } from "../settings/index.ts";
import {
  currentAccount,
  nameSubscriptionOwner,
  providerState,
  removeKey,
  replaceKey,
  resolveAccount,
  testProvider,
} from "./index.ts";

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
beforeEach(async () => {
  await database.prisma.secret.deleteMany();
  await database.prisma.setting.deleteMany();
  await database.prisma.runner.deleteMany();
});
afterAll(() => database.close());

const none = {
  ANTHROPIC_API_KEY: undefined,
  ANTHROPIC_BASE_URL: undefined,
  CLAUDE_CODE_OAUTH_TOKEN: undefined,
  OLLAMA_HOST: undefined,
};
const domainWith = (environment: Partial<Domain["environment"]> = {}) =>
  plainDomain(database, { environment: { ...none, ...environment } });
const resolve = (environment: Partial<Domain["environment"]> = {}, claudeCodeSignedIn = false) =>
  resolveAccount(domainWith(), { environment: { ...none, ...environment }, claudeCodeSignedIn });

/** A service that answers every question with one status, and what it was asked. */
const service = (status: number | "unreachable") => {
  const asked: { url: string; key: string | null }[] = [];
  const fetch: typeof globalThis.fetch = async (url, init) => {
    asked.push({
      url: url instanceof Request ? url.url : url.toString(),
      key: new Headers(init?.headers).get("x-api-key"),
    });
    if (status === "unreachable") throw new TypeError("fetch failed");
    return new Response(null, { status });
  };
  return { asked, fetch };
};
const enter = (
  apiKey: string,
  {
    baseUrl = null,
    untested = false,
    privateAddress = false,
  }: { baseUrl?: string | null; untested?: boolean; privateAddress?: boolean } = {},
  { fetch }: { fetch: typeof globalThis.fetch } = service(200),
  domain = domainWith(),
) =>
  replaceKey(domain, {
    input: { apiKey, baseUrl, privateAddress, untested },
    actorId: "usr_admin",
    fetchTo: () => fetch,
  });
const remove = () => removeKey(domainWith(), { actorId: "usr_admin" });

const stored = "sk-ant-stored-key-1111";
const fromEnvironment = "sk-ant-environment-2222";

describe("resolveAccount", () => {
  it("takes the stored key, then the environment's, then a subscription, then nobody with the fix", async () => {
    expect(await resolve()).toMatchObject({ kind: null });
    expect(await resolve()).toHaveProperty("fix", expect.stringContaining("API key"));
    expect(await resolve({}, true)).toEqual({ kind: "claude_subscription", credential: null });
    expect(await resolve({ CLAUDE_CODE_OAUTH_TOKEN: "sk-ant-oat" }, true)).toEqual({
      kind: "claude_subscription",
      credential: "sk-ant-oat",
    });
    const all = { ANTHROPIC_API_KEY: fromEnvironment, CLAUDE_CODE_OAUTH_TOKEN: "sk-ant-oat" };
    expect(await resolve(all, true)).toMatchObject({
      kind: "anthropic_api",
      source: "environment",
      lastFour: "2222",
      baseUrl: null,
    });
    await enter(stored);
    expect(await resolve(all, true)).toMatchObject({
      kind: "anthropic_api",
      source: "settings",
      credential: stored,
      lastFour: "1111",
    });
    await remove();
    expect(await resolve(all, true)).toMatchObject({ source: "environment" });
  });

  it("sends a key only to the address it was given for", async () => {
    const environment = { ANTHROPIC_API_KEY: fromEnvironment, ANTHROPIC_BASE_URL: "https://env.example" };
    await enter(stored, { baseUrl: "https://typed.example/" });
    expect(await resolve(environment)).toMatchObject({ credential: stored, baseUrl: "https://typed.example" });
    await remove();
    expect(await resolve(environment)).toMatchObject({ credential: fromEnvironment, baseUrl: "https://env.example" });
    await enter(stored, {}, service(200), domainWith(environment));
    expect(await resolve(environment)).toMatchObject({ credential: stored, baseUrl: "https://env.example" });
  });

  it("takes a key that cannot be opened any more as a state with a fix", async () => {
    await enter(stored);
    await database.prisma.secret.updateMany({ data: { ciphertext: new Uint8Array(40) } });
    const account = await resolve({ ANTHROPIC_API_KEY: fromEnvironment });
    expect(account).toMatchObject({ kind: null });
    expect(account).toHaveProperty("fix", expect.stringContaining("enter anthropic.apiKey again"));
  });
});

describe("replaceKey", () => {
  const next = "sk-ant-another-key-3333";
  const audited = (action: string) =>
    database.prisma.auditEntry.findMany({ where: { action }, orderBy: { at: "asc" } });

  it("tries the new key at its address before anything changes, then switches and retires the old one", async () => {
    await enter(stored);
    const before = await database.prisma.secret.findFirstOrThrow();
    const { asked, fetch } = service(200);
    const inForce: unknown[] = [];
    const watching: typeof globalThis.fetch = async (...args) => {
      inForce.push(await resolve());
      return fetch(...args);
    };
    const answer = await enter(next, { baseUrl: "https://typed.example/" }, { fetch: watching });
    expect(asked).toEqual([{ url: "https://typed.example/v1/models?limit=1", key: next }]);
    expect(inForce).toMatchObject([{ credential: stored, baseUrl: null }]);
    expect(answer).toMatchObject({ outcome: "stored", lastFour: "3333", replaced: { lastFour: "1111" }, tested: true });
    expect(await resolve()).toMatchObject({ credential: next, baseUrl: "https://typed.example" });

    const [row, ...others] = await database.prisma.secret.findMany();
    expect(others).toEqual([]);
    for (const part of ["ciphertext", "wrappedKey"] as const)
      expect(Buffer.from(row?.[part] ?? []).equals(before[part])).toBe(false);
    expect((await audited("secret.retired")).at(-1)).toMatchObject({
      actorId: "usr_admin",
      subjectId: "anthropic.apiKey",
      detail: { lastFour: "1111" },
    });
    expect((await audited("secret.stored")).at(-1)).toMatchObject({ detail: { lastFour: "3333", tested: true } });
  });

  it.each([401, 403])(
    "stores nothing of a key that the provider refuses with %s, not even when told to",
    async (status) => {
      await enter(stored);
      const before = await database.prisma.secret.findMany();
      for (const untested of [false, true]) {
        const answer = await enter(next, { baseUrl: "https://typed.example", untested }, service(status));
        expect(answer).toMatchObject({ outcome: "refused", finding: { status: "missing" } });
        expect(JSON.stringify(answer)).not.toContain(next);
      }
      expect(await database.prisma.secret.findMany()).toEqual(before);
      expect(await resolve()).toMatchObject({ credential: stored, baseUrl: null });
      expect((await audited("secret.refused")).at(-1)).toMatchObject({ detail: { lastFour: "3333" } });
    },
  );

  it.each(["unreachable", 404, 429, 500] as const)(
    "stores a key that could not be tried (%s) only when told to, and says so",
    async (status) => {
      await enter(stored);
      expect(await enter(next, {}, service(status))).toMatchObject({ outcome: "untested" });
      expect(await resolve()).toMatchObject({ credential: stored });
      expect(await enter(next, { untested: true }, service(status))).toMatchObject({
        outcome: "stored",
        tested: false,
        replaced: { lastFour: "1111" },
      });
      expect(await resolve()).toMatchObject({ credential: next });
      expect((await audited("secret.stored")).at(-1)).toMatchObject({ detail: { tested: false } });
    },
  );

  it("retires nothing where nothing was in force, or the very same key", async () => {
    const before = (await audited("secret.retired")).length;
    expect(await enter(stored)).toMatchObject({ outcome: "stored", replaced: null });
    expect(await enter(stored)).toMatchObject({ outcome: "stored", replaced: null });
    expect(await audited("secret.retired")).toHaveLength(before);
  });

  it("leaves one key in force when several are entered at once, and retires each of the others once", async () => {
    await enter(stored);
    const before = (await audited("secret.retired")).length;
    const keys = Array.from({ length: 8 }, (_, index) => `sk-ant-at-the-same-time-${1_000 + index}`);
    await Promise.all(keys.map((key) => enter(key)));
    const account = await resolve();
    const retired = (await audited("secret.retired")).slice(before).map(({ detail }) => detail);
    expect(retired).toHaveLength(keys.length);
    const inForce = account.kind === "anthropic_api" ? account.lastFour : null;
    const lastFours = ["1111", ...keys.map((key) => key.slice(-4))].filter((lastFour) => lastFour !== inForce);
    expect(retired.map((detail) => JSON.stringify(detail)).toSorted()).toEqual(
      lastFours.map((lastFour) => JSON.stringify({ lastFour })).toSorted(),
    );
  });

  it("takes the address of the environment where none is entered", async () => {
    const { asked, fetch } = service(200);
    await enter(next, {}, { fetch }, domainWith({ ANTHROPIC_BASE_URL: "https://env.example" }));
    expect(asked).toEqual([{ url: "https://env.example/v1/models?limit=1", key: next }]);
  });
});

describe("providerState", () => {
  it("shows all but the key", async () => {
    await enter(stored, { baseUrl: "https://typed.example" });
    const state = await providerState(domainWith(), { viewerId: "usr_admin" });
    expect(state).toEqual({
      active: "anthropic_api",
      fix: null,
      apiKey: { source: "settings", lastFour: "1111" },
      baseUrl: "https://typed.example",
      typedBaseUrl: "https://typed.example",
      privateAddress: false,
      subscription: null,
      models: {
        byRole: {
          PROJECT_MANAGER: "claude-sonnet-5-5",
          DEVELOPER: "claude-sonnet-5-5",
          QUALITY_ASSURANCE: "claude-sonnet-5-5",
        },
        byComplexity: {},
      },
    });
    expect(JSON.stringify(state)).not.toContain("stored-key");
  });

  it("knows of a sign-in what the runner has found", async () => {
    const ok = { status: "ok", detail: "found", fix: null } as const;
    await registerRunner(domainWith(), {
      identity: { id: "rnr_a", host: "h", marker: "test:1" },
      findings: { claudeCode: ok, signedIn: true, ollama: ok, git: ok, sandbox: ok },
    });
    const domain = domainWith();
    const seenBy = (viewerId: string) => providerState(domain, { viewerId });
    const owner = await database.prisma.user.create({
      data: { id: "usr_owner", name: "Ada", login: "ada", passwordHash: "x", role: "ADMIN" },
    });
    expect(await seenBy(owner.id)).toMatchObject({
      active: null,
      fix: expect.stringContaining("nobody is named") as unknown,
    });
    await nameSubscriptionOwner(domain, { userId: owner.id, actorId: owner.id });
    expect(await seenBy(owner.id)).toMatchObject({
      active: "claude_subscription",
      apiKey: null,
      subscription: { owner: { name: "Ada" } },
    });
    expect(await seenBy("usr_other")).toMatchObject({
      active: null,
      fix: expect.stringContaining("owner's projects") as unknown,
    });
    expect(await currentAccount(domain, "usr_other")).toMatchObject({ kind: null });
    await expect(nameSubscriptionOwner(domain, { userId: "usr_none", actorId: owner.id })).rejects.toMatchObject({
      code: "not_found",
    });
  });
});

it("a runner that begins knows the last sign-in of its own machine", async () => {
  const ok = { status: "ok", detail: "found", fix: null } as const;
  const seen = async (host: string, minute: number, signedIn: boolean | null) => {
    const identity = { id: `rnr_${host}_${minute}`, host, marker: `test:${host}:${minute}` };
    await registerRunner(domainWith(), {
      identity,
      findings: { claudeCode: ok, signedIn, ollama: ok, git: ok, sandbox: ok },
    });
    const heartbeatAt = new Date(Date.UTC(2026, 0, 1, 0, minute));
    await database.prisma.runner.update({ where: { id: identity.id }, data: { heartbeatAt } });
  };
  expect(await lastSignIn(domainWith(), "own")).toBeNull();
  await seen("own", 1, false);
  await seen("own", 2, true);
  await seen("own", 3, null);
  await seen("other", 4, false);
  expect(await lastSignIn(domainWith(), "own")).toBe(true);
});

describe("currentAccount", () => {
  it("is nobody where there is no sandbox, before anything is paid for", async () => {
    await enter(stored);
    const ok = { status: "ok", detail: "found", fix: null } as const;
    const sandbox = { status: "missing", detail: "bubblewrap was not found.", fix: "Install it." } as const;
    await registerRunner(domainWith(), {
      identity: { id: "rnr_bare", host: "h", marker: "test:2" },
      findings: {
        claudeCode: ok,
        signedIn: false,
        ollama: ok,
        git: ok,
        sandbox,
        sandboxOff: false,
        sandboxReport: null,
      },
    });
    const account = await currentAccount(domainWith(), "usr_admin");
    expect(account).toEqual({
      kind: null,
      fix: "Agents run only in a sandbox. bubblewrap was not found. Install it.",
    });
    await database.prisma.runner.deleteMany();
    expect(await currentAccount(domainWith(), "usr_admin")).toMatchObject({ kind: "anthropic_api" });
  });

  it("is nobody where Claude Code is too old, and says what to do", async () => {
    await enter(stored);
    const ok = { status: "ok", detail: "found", fix: null } as const;
    const claudeCode = { status: "missing", detail: "It is 2.1.4.", fix: "Run `claude update`." } as const;
    await registerRunner(domainWith(), {
      identity: { id: "rnr_old", host: "h", marker: "test:3" },
      findings: { claudeCode, signedIn: false, ollama: ok, git: ok, sandbox: ok },
    });
    expect(await currentAccount(domainWith(), "usr_admin")).toEqual({
      kind: null,
      fix: "Agents work through Claude Code. It is 2.1.4. Run `claude update`.",
    });
  });
});

describe("testProvider", () => {
  const testAgainst = async (listener: RequestListener) => {
    const server = createServer(listener);
    await once(server.listen(0, "127.0.0.1"), "listening");
    const address = server.address();
    if (address === null || typeof address === "string") throw new Error("The server has no port.");
    try {
      const environment = {
        ANTHROPIC_API_KEY: fromEnvironment,
        ANTHROPIC_BASE_URL: `http://127.0.0.1:${address.port}`,
      };
      return await testProvider(domainWith(environment), { provider: "anthropic_api", fetchTo: () => fetch });
    } finally {
      server.close();
    }
  };

  it("asks for the list of models with the key", async () => {
    const asked: unknown[] = [];
    const finding = await testAgainst((request, response) => {
      asked.push([request.method, request.url, request.headers["x-api-key"]]);
      response.end("{}");
    });
    expect(finding.status).toBe("ok");
    expect(asked).toEqual([["GET", "/v1/models?limit=1", fromEnvironment]]);
  });

  it("repeats nothing of an answer and follows it nowhere", async () => {
    const followed: unknown[] = [];
    const redirected = await testAgainst((request, response) => {
      followed.push(request.url);
      response.writeHead(302, { location: "/elsewhere" }).end();
    });
    expect([redirected.status, followed]).toEqual(["missing", ["/v1/models?limit=1"]]);
    const refused = await testAgainst((_request, response) =>
      response.writeHead(401).end(`<b>your key is ${fromEnvironment}</b>`),
    );
    expect(refused.status).toBe("missing");
    expect(refused.detail).toMatch(/refuses the key \(401\)\.$/);
    expect(JSON.stringify(refused)).not.toContain(fromEnvironment);
  });
});

describe("settings", () => {
  it("are their defaults until set, and again when what is stored no longer fits", async () => {
    const domain = domainWith();
    expect((await readSettings(domain))["limits.activeProjects"]).toBe(8);
    await writeSetting(database.prisma, { key: "limits.activeProjects", value: 3, actorId: "usr_admin" });
    expect((await readSettings(domain))["limits.activeProjects"]).toBe(3);
    await database.prisma.setting.update({ where: { key: "limits.activeProjects" }, data: { value: "many" } });
    expect((await readSettings(domain))["limits.activeProjects"]).toBe(8);
  });

  it("are changed all or none, audited with what they were", async () => {
    const domain = domainWith();
    const before = await database.prisma.auditEntry.count();
    await expect(
      writeSettings(domain, { values: { "models.developer": "a", "limits.turnsPerRun": 1 }, actorId: "usr_admin" }),
    ).rejects.toThrow(/too_small|>=5/);
    expect(await database.prisma.auditEntry.count()).toBe(before);
    await writeSettings(domain, {
      values: { "models.developer": "a", "models.qualityAssurance": "claude-sonnet-5-5" },
      actorId: "usr_admin",
    });
    const entries = await database.prisma.auditEntry.findMany({ orderBy: { at: "desc" }, take: 1 });
    expect(entries).toMatchObject([
      { action: "setting.changed", subjectId: "models.developer", detail: { from: "claude-sonnet-5-5", to: "a" } },
    ]);
    expect(await database.prisma.auditEntry.count()).toBe(before + 1);
  });
});
