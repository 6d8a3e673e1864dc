import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { createTestDatabase, type TestDatabase } from "../../testing/database.ts";
import { seedUser } from "../../testing/project-factory.ts";
import { seedUsagePlace } from "../../testing/usage-factory.ts";
import { plainDomain } from "../../testing/web.ts";
import type { Domain } from "../domain.ts";
import { recordCheck } from "../local-models/index.ts";
import { noteLimits } from "../rate-limits/index.ts";
import { writeSettings } from "../settings/index.ts";
import { fallbackView, wantedPin } from "./index.ts";

const now = new Date("2026-11-28T12:00:00Z");
const resetsAt = new Date("2026-12-03T08:00:00Z");
const url = "http://127.0.0.1:9";

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
  await addModel(url, "coder:30b", 19n);
});
beforeEach(async () => {
  await database.prisma.$executeRaw`TRUNCATE "Breaker", "RateLimitWindow", "RateLimitSample"`;
});
afterAll(() => database.close());

const addModel = async (hostUrl: string, name: string, sizeBytes: bigint): Promise<void> => {
  await database.prisma.ollamaHost.create({ data: { url: hostUrl, version: "0.14.0", lookedAt: now, since: now } });
  const capabilities = ["tools"];
  const contextLength = 131_072;
  await database.prisma.ollamaModel.create({
    data: { hostUrl, name, digest: "d", sizeBytes, capabilities, contextLength },
  });
  const result = { outcome: "passed", reason: null, detail: null, durationMs: 1 } as const;
  await recordCheck(domainWith({}), { hostUrl, model: name, digest: "d", result });
};

const domainWith = (environment: Partial<Domain["environment"]>): Domain =>
  plainDomain(database, {
    clock: { now: () => now },
    environment: {
      ANTHROPIC_API_KEY: undefined,
      ANTHROPIC_BASE_URL: undefined,
      CLAUDE_CODE_OAUTH_TOKEN: "sk-ant-oat-of-the-subscription",
      OLLAMA_HOST: url,
      ...environment,
    },
  });
const subscribed = () => domainWith({});
const keyed = () => domainWith({ ANTHROPIC_API_KEY: "sk-ant-entered-later-1111" });
const keyless = () => domainWith({ CLAUDE_CODE_OAUTH_TOKEN: undefined });

const atLimit = (account: string, modelClass = "all") =>
  database.prisma.breaker.create({
    data: {
      account,
      modelClass,
      state: "OPEN",
      reason: "quota",
      message: "Used up.",
      openedAt: now,
      until: resetsAt,
      failures: 1,
    },
  });

test("a limit is shown, and a local model kept in memory, for the account in use and for no other", async () => {
  await atLimit("subscription");
  await atLimit("api_key:2222", "opus");
  await atLimit("scripted:prj_sample");
  const shown = async (domain: Domain) => {
    const { account, breakers } = await fallbackView(domain);
    return { account, breakers: breakers.map(({ modelClass }) => modelClass), pin: (await wantedPin(domain))?.until };
  };
  expect(await shown(subscribed())).toEqual({ account: "subscription", breakers: ["all"], pin: resetsAt });
  // A key goes before a sign-in: the subscription's limit keeps nobody from Claude any more.
  expect(await shown(keyed())).toEqual({ account: "api_key:1111", breakers: [], pin: undefined });
  expect(await shown(keyless())).toEqual({ account: null, breakers: [], pin: undefined });
});

test("a window that is nearly used up loads a local model for the account in use alone", async () => {
  const window = { name: "seven_day", status: "rejected", utilisation: 1, resetsAt: resetsAt.toISOString() };
  await noteLimits(database.prisma, {
    provider: "claude_subscription",
    accountKind: "subscription",
    account: "subscription",
    source: "claude_code",
    at: now,
    windows: [window],
  });
  expect(await wantedPin(subscribed())).toMatchObject({ model: "coder:30b", until: resetsAt });
  expect(await wantedPin(keyed())).toBeNull();
  expect(await wantedPin(keyless())).toBeNull();
});

test("where its account has gone, projects of Claude's wait for one unless local models may take its place", async () => {
  const waits = async (domain: Domain) => (await fallbackView(domain)).claudesWait;
  const set = (mode: "auto" | "disabled", wish: "local" | null) =>
    writeSettings(keyless(), { values: { "fallback.mode": mode, "fallback.wish": wish }, actorId: "usr_admin" });
  await set("disabled", null);
  const { projectId, attemptId } = await seedUsagePlace(database, { ownerId: (await seedUser(database)).id });
  // No sample.
  await database.prisma.project.update({ where: { id: projectId }, data: { scenario: null, status: "RUNNING" } });
  expect(await waits(keyless())).toBe(false);
  await database.prisma.attempt.update({ where: { id: attemptId }, data: { provider: "anthropic_api" } });
  expect([await waits(keyless()), await waits(keyed())]).toEqual([true, false]);
  await set("auto", null);
  expect(await waits(keyless())).toBe(false);
  await set("disabled", "local");
  expect(await waits(keyless())).toBe(false);
  await set("disabled", null);
  await database.prisma.project.update({ where: { id: projectId }, data: { providerWish: "local" } });
  expect(await waits(keyless())).toBe(false);
  await set("auto", null);
});

test("where there is nobody at all, it is told whether projects wait for somebody", async () => {
  const waits = async (domain: Domain) => (await fallbackView(domain)).standStill;
  const noOllama = () => domainWith({ CLAUDE_CODE_OAUTH_TOKEN: undefined, OLLAMA_HOST: "http://127.0.0.1:1" });
  const { projectId } = await seedUsagePlace(database, { ownerId: (await seedUser(database)).id });
  const hold = (reason: string) =>
    database.prisma.project.update({
      where: { id: projectId },
      data: { scenario: null, status: "WAITING", heldFrom: "RUNNING", hold: { reason } },
    });
  await hold("budget");
  expect(await waits(noOllama())).toBe(false);
  // Also where it is a local model's server that stays away.
  for (const reason of ["provider", "quota"]) {
    await hold(reason);
    expect([await waits(noOllama()), await waits(keyless()), await waits(keyed())]).toEqual([true, false, false]);
  }
});

test("of what is ready, only what is on this machine is for private projects", async () => {
  const elsewhere = "http://192.168.7.7:11434";
  await writeSettings(subscribed(), { values: { "ollama.hosts": [elsewhere] }, actorId: "usr_admin" });
  await addModel(elsewhere, "coder:9b", 6n);
  expect(await fallbackView(subscribed())).toMatchObject({
    local: "coder:30b",
    ready: ["coder:30b", "coder:9b"],
    readyHere: ["coder:30b"],
  });
});

test("of Claude's models, work may go to those that the settings use and to the usual", async () => {
  expect((await fallbackView(subscribed())).families.toSorted()).toEqual(["opus", "sonnet"]);
  await writeSettings(subscribed(), {
    values: { "models.qualityAssurance": "claude-haiku-5-5" },
    actorId: "usr_admin",
  });
  expect((await fallbackView(subscribed())).families.toSorted()).toEqual(["haiku", "opus", "sonnet"]);
});
