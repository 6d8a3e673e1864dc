import { once } from "node:events";
import { createServer } from "node:http";
import { afterAll, beforeAll, beforeEach, describe, expect, it, onTestFinished } from "vitest";
import type { Lookup } from "../../platform/checked-lookup.ts";
import { safeFetch } from "../../platform/safe-fetch.ts";
import { createTestDatabase, type TestDatabase } from "../../testing/database.ts";
import { plainDomain } from "../../testing/web.ts";
import type { Domain } from "../domain.ts";
import { readSettings } from "../settings/index.ts";
import { removeKey, replaceKey, resolveAccount, testProvider, withdrawPrivateAddress } from "./index.ts";
import type { FetchTo } from "./try-key.ts";

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
beforeEach(async () => {
  await database.prisma.secret.deleteMany();
  await database.prisma.setting.deleteMany();
});
afterAll(() => database.close());

const none = {
  ANTHROPIC_API_KEY: undefined,
  ANTHROPIC_BASE_URL: undefined,
  CLAUDE_CODE_OAUTH_TOKEN: undefined,
  OLLAMA_HOST: undefined,
};
type Environment = Partial<Domain["environment"]>;
const domainWith = (environment: Environment = {}) =>
  plainDomain(database, { environment: { ...none, ...environment } });
const resolve = (environment: Environment = {}) =>
  resolveAccount(domainWith(), { environment: { ...none, ...environment }, claudeCodeSignedIn: false });

/** A service that takes every key, on this machine; what arrives at it is what was sent. */
const startService = async () => {
  const keys: unknown[] = [];
  const server = createServer((request, response) => {
    keys.push(request.headers["x-api-key"]);
    response.end("{}");
  });
  await once(server.listen(0), "listening");
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("The server has no port.");
  return { port: address.port, keys };
};

/** As the web process does it, with a DNS in which every name is this machine. */
const everyNameIsHere: Lookup = async () => [{ address: "127.0.0.1", family: 4 }];
const fetchTo: FetchTo = (allow) => safeFetch({ allow, timeoutMs: 5_000, maxBytes: 10_000, lookup: everyNameIsHere });
const takesAll: FetchTo = () => async () => new Response("{}");

const key = "sk-ant-key-of-a-test-1111";
interface Entry {
  readonly baseUrl?: string | null;
  readonly privateAddress?: boolean;
  readonly environment?: Environment;
  readonly to?: FetchTo;
}
const enter = ({ baseUrl = null, privateAddress = false, environment = {}, to = fetchTo }: Entry = {}) =>
  replaceKey(domainWith(environment), {
    input: { apiKey: key, baseUrl, privateAddress, untested: true },
    actorId: "usr_admin",
    fetchTo: to,
  });
const withdraw = () => withdrawPrivateAddress(domainWith(), { actorId: "usr_admin" });

describe("a typed address", () => {
  it.each([
    ["127.0.0.1", "leads to this machine itself"],
    ["0x7f.1", "leads to this machine itself"],
    ["localhost", "leads to this machine itself"],
    ["[::ffff:127.0.0.1]", "leads to an IPv4 address in disguise"],
    ["name.example", "leads to this machine itself"],
  ])("in a private network (%s) gets no key without a permission", async (host, words) => {
    const service = await startService();
    const refused = enter({ baseUrl: `http://${host}:${service.port}` });
    await expect(refused).rejects.toMatchObject({ code: "invalid" });
    await expect(refused).rejects.toThrow(words);
    await expect(refused).rejects.not.toThrow(key);
    expect([service.keys, await database.prisma.secret.count()]).toEqual([[], 0]);
    expect((await readSettings(domainWith()))["provider.anthropicBaseUrl"]).toBeNull();
  });

  it("gets it with one, which is written down, and shown as how far it may lead", async () => {
    const service = await startService();
    const baseUrl = `http://name.example:${service.port}`;
    expect(await enter({ baseUrl, privateAddress: true })).toMatchObject({ outcome: "stored", tested: true });
    expect(service.keys).toEqual([key]);
    expect(await resolve()).toMatchObject({ credential: key, baseUrl, addresses: "private" });
    const [entry] = await database.prisma.auditEntry.findMany({
      where: { subjectId: "provider.anthropicBaseUrlPrivate" },
      orderBy: { at: "desc" },
      take: 1,
    });
    expect(entry).toMatchObject({ actorId: "usr_admin", detail: { from: false, to: true } });
  });

  it("of a metadata service gets none with a permission either", async () => {
    const metadata: FetchTo = (allow) =>
      safeFetch({
        allow,
        timeoutMs: 5_000,
        maxBytes: 10_000,
        lookup: async () => [{ address: "169.254.169.254", family: 4 }],
      });
    for (const host of ["169.254.169.254", "metadata.example"]) {
      const refused = enter({ baseUrl: `https://${host}`, privateAddress: true, to: metadata });
      await expect(refused).rejects.toThrow("a cloud's metadata service. Enter another address.");
    }
  });

  it("loses the key when the permission is withdrawn, until it is entered anew", async () => {
    const service = await startService();
    for (const host of ["127.0.0.1", "name.example"]) {
      const baseUrl = `http://${host}:${service.port}`;
      await enter({ baseUrl, privateAddress: true });
      expect((await testProvider(domainWith(), { provider: "anthropic_api", fetchTo })).status).toBe("ok");
      const before = service.keys.length;
      await withdraw();
      const finding = await testProvider(domainWith(), { provider: "anthropic_api", fetchTo });
      expect([finding.status, service.keys.length]).toEqual(["missing", before]);
      await expect(enter({ baseUrl })).rejects.toMatchObject({ code: "invalid" });
      await enter({ baseUrl, privateAddress: true });
      expect(service.keys).toHaveLength(before + 1);
    }
  });

  it("that is an address is no account at all without its permission", async () => {
    const service = await startService();
    await enter({ baseUrl: `http://127.0.0.1:${service.port}`, privateAddress: true });
    await withdraw();
    const account = await resolve();
    expect(account).toMatchObject({ kind: null });
    expect(JSON.stringify(account)).toContain("is not a public address");
  });

  it("has a permission of its own: another one, or none, begins without", async () => {
    const service = await startService();
    await enter({ baseUrl: `http://127.0.0.1:${service.port}`, privateAddress: true });
    await enter({ baseUrl: "https://gateway.example", to: takesAll });
    expect(await resolve()).toMatchObject({ baseUrl: "https://gateway.example", addresses: "public" });
    await enter({ baseUrl: `http://127.0.0.1:${service.port}`, privateAddress: true });
    await removeKey(domainWith(), { actorId: "usr_admin" });
    expect((await readSettings(domainWith()))["provider.anthropicBaseUrlPrivate"]).toBe(false);
    // A permission without an address says nothing about the environment's.
    await enter({ privateAddress: true, to: takesAll });
    expect((await readSettings(domainWith()))["provider.anthropicBaseUrlPrivate"]).toBe(false);
  });
});

describe("the environment's address", () => {
  it("may be anywhere: whoever sets it owns the machine", async () => {
    const service = await startService();
    const environment = {
      ANTHROPIC_API_KEY: "sk-ant-environment-2222",
      ANTHROPIC_BASE_URL: `http://127.0.0.1:${service.port}`,
    };
    expect(await resolve(environment)).toMatchObject({ source: "environment", addresses: "any" });
    expect((await testProvider(domainWith(environment), { provider: "anthropic_api", fetchTo })).status).toBe("ok");
    expect(service.keys).toEqual(["sk-ant-environment-2222"]);
  });

  it("gets the environment's key only, whatever was typed", async () => {
    const environment = { ANTHROPIC_API_KEY: "sk-ant-environment-2222", ANTHROPIC_BASE_URL: "https://env.example" };
    await enter({ baseUrl: "https://typed.example", to: takesAll, environment });
    await database.prisma.secret.deleteMany();
    expect(await resolve(environment)).toMatchObject({
      credential: environment.ANTHROPIC_API_KEY,
      baseUrl: "https://env.example",
    });
  });

  it.each<[string, Environment, Environment]>([
    ["is set", {}, { ANTHROPIC_BASE_URL: "https://evil.example" }],
    ["is changed", { ANTHROPIC_BASE_URL: "https://env.example" }, { ANTHROPIC_BASE_URL: "https://evil.example" }],
    ["is taken away", { ANTHROPIC_BASE_URL: "https://env.example" }, {}],
  ])("does not get the stored key when it %s afterwards", async (_what, before, after) => {
    await enter({ environment: before, to: takesAll });
    expect(await resolve(before)).toMatchObject({ kind: "anthropic_api", credential: key });
    const account = await resolve(after);
    expect(account).toMatchObject({ kind: null });
    const asked: unknown[] = [];
    const watching: FetchTo = () => async (url) => {
      asked.push(url);
      return new Response("{}");
    };
    const finding = await testProvider(domainWith(after), { provider: "anthropic_api", fetchTo: watching });
    expect([finding.status, asked]).toEqual(["missing", []]);
    expect(finding.fix).toMatch(
      /was entered for https:\/\/\S+, and requests would now go to https:\/\/\S+\. Enter the key/,
    );
    // Entered anew, it goes there.
    await enter({ environment: after, to: takesAll });
    expect(await resolve(after)).toMatchObject({ kind: "anthropic_api", credential: key });
  });

  it("does not matter to a key that has an address of its own", async () => {
    await enter({ baseUrl: "https://typed.example/", to: takesAll });
    const account = await resolve({ ANTHROPIC_BASE_URL: "https://evil.example" });
    expect(account).toMatchObject({ credential: key, baseUrl: "https://typed.example", addresses: "public" });
  });

  it("goes on for a key from before addresses were written down", async () => {
    await enter({ to: takesAll });
    await database.prisma.setting.deleteMany();
    expect(await resolve({ ANTHROPIC_BASE_URL: "https://env.example" })).toMatchObject({ credential: key });
  });
});

describe("the address in the settings", () => {
  it("does not take the stored key along, whoever wrote it", async () => {
    await enter({ baseUrl: "https://typed.example", to: takesAll });
    await database.prisma.setting.update({
      where: { key: "provider.anthropicBaseUrl" },
      data: { value: "https://evil.example" },
    });
    expect(await resolve()).toMatchObject({ kind: null });
  });
});
