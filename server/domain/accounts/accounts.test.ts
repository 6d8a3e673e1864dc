import { createServer, type RequestListener } from "node:http";
import { once } from "node:events";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { createTestDatabase, type TestDatabase } from "../../testing/database.ts";
import { plainDomain } from "../../testing/web.ts";
import type { Domain } from "../domain.ts";
import { registerRunner } from "../runners/index.ts";
import { readSettings, writeSetting, writeSettings } from "../settings/index.ts";
import { providerState, resolveAccount, testAccount, updateAccount } from "./index.ts";

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

const none = { ANTHROPIC_API_KEY: undefined, ANTHROPIC_BASE_URL: undefined, CLAUDE_CODE_OAUTH_TOKEN: undefined };
const domainWith = (environment: Partial<Domain["environment"]> = {}) =>
  plainDomain(database, { environment: { ...none, ...environment } });
const resolve = (environment: Partial<Domain["environment"]> = {}, claudeCodeSignedIn = false) =>
  resolveAccount(domainWith(), { environment: { ...none, ...environment }, claudeCodeSignedIn });
const update = (input: { anthropicApiKey?: string | null; anthropicBaseUrl?: string | null }) =>
  updateAccount(domainWith(), { input, actorId: "usr_admin" });

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
    await update({ anthropicApiKey: stored });
    expect(await resolve(all, true)).toMatchObject({
      kind: "anthropic_api",
      source: "settings",
      credential: stored,
      lastFour: "1111",
    });
    await update({ anthropicApiKey: null });
    expect(await resolve(all, true)).toMatchObject({ source: "environment" });
  });

  it("sends a key only to the address it was given for", async () => {
    const environment = { ANTHROPIC_API_KEY: fromEnvironment, ANTHROPIC_BASE_URL: "https://env.example" };
    await update({ anthropicApiKey: stored, anthropicBaseUrl: "https://typed.example/" });
    expect(await resolve(environment)).toMatchObject({ credential: stored, baseUrl: "https://typed.example" });
    await expect(update({ anthropicBaseUrl: "https://evil.example" })).rejects.toMatchObject({ code: "invalid" });
    await expect(update({ anthropicBaseUrl: null })).rejects.toMatchObject({ code: "invalid" });
    await update({ anthropicBaseUrl: "https://typed.example" });
    await update({ anthropicApiKey: null });
    expect(await resolve(environment)).toMatchObject({ credential: fromEnvironment, baseUrl: "https://env.example" });
    await update({ anthropicBaseUrl: null });
    await expect(update({ anthropicBaseUrl: "https://evil.example" })).rejects.toMatchObject({ code: "invalid" });
    await update({ anthropicApiKey: stored });
    expect(await resolve(environment)).toMatchObject({ credential: stored, baseUrl: "https://env.example" });
  });

  it("changes nothing when a part of it is refused", async () => {
    await update({ anthropicApiKey: stored });
    await expect(update({ anthropicApiKey: null, anthropicBaseUrl: "https://evil.example" })).rejects.toMatchObject({
      code: "invalid",
    });
    expect(await resolve()).toMatchObject({ credential: stored });
  });

  it("takes a key that cannot be opened any more as a state with a fix", async () => {
    await update({ anthropicApiKey: stored });
    await database.prisma.secret.updateMany({ data: { ciphertext: new Uint8Array(40) } });
    const account = await resolve({ ANTHROPIC_API_KEY: fromEnvironment });
    expect(account).toMatchObject({ kind: null });
    expect(account).toHaveProperty("fix", expect.stringContaining("enter anthropic.apiKey again"));
  });
});

describe("providerState", () => {
  it("shows all but the key", async () => {
    await update({ anthropicApiKey: stored, anthropicBaseUrl: "https://typed.example" });
    const state = await providerState(domainWith());
    expect(state).toEqual({
      active: "anthropic_api",
      fix: null,
      apiKey: { source: "settings", lastFour: "1111" },
      baseUrl: "https://typed.example",
      models: {
        projectManager: "claude-sonnet-5-5",
        developer: "claude-sonnet-5-5",
        qualityAssurance: "claude-sonnet-5-5",
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
    expect(await providerState(domainWith())).toMatchObject({ active: "claude_subscription", apiKey: null });
  });
});

describe("testAccount", () => {
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
      return await testAccount(domainWith(environment), { fetch });
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
