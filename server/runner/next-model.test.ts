import { afterAll, beforeAll, expect, test } from "vitest";
import type { ProviderError } from "../contract/errors.ts";
import { Hold } from "../contract/statuses.ts";
import type { Domain } from "../domain/domain.ts";
import { appendEvents } from "../domain/events/index.ts";
import { isStandIn } from "../domain/fallback/index.ts";
import { recordCheck, recordHost } from "../domain/local-models/index.ts";
import { createProject, retryProject } from "../domain/projects/index.ts";
import { useSession } from "../domain/sessions/index.ts";
import { createTestDatabase, type TestDatabase } from "../testing/database.ts";
import { claimOpenRun, createTestDomain, seedUser, settle } from "../testing/project-factory.ts";
import { accountForRun, breakerKeyOf, type RunRoute } from "./account-for-run.ts";

let database: TestDatabase;
let domain: Domain & { close(): Promise<void> };
const url = "http://127.0.0.1:11434";

beforeAll(async () => {
  database = await createTestDatabase();
  const plain = await createTestDomain(database);
  domain = { ...plain, environment: { ...plain.environment, OLLAMA_HOST: url } };
  const named = (name: string, gigabytes: number) => ({
    name,
    digest: name,
    sizeBytes: gigabytes * 1e9,
    parameterSize: null,
    quantization: null,
    capabilities: ["tools"],
    contextLength: 131_072,
    runsAt: null,
    loaded: null,
  });
  const models = [named("coder:30b", 19), named("coder:9b", 6)];
  await recordHost(domain, { url, seen: { reachable: true, version: "0.40", models } });
  const result = { outcome: "passed", reason: null, detail: null, durationMs: 1 } as const;
  for (const { name } of models) await recordCheck(domain, { hostUrl: url, model: name, digest: name, result });
});
afterAll(async () => {
  await domain.close();
  await database.close();
});

const misfit = {
  class: "malformed_response",
  message: "Prose in place of JSON, twice.",
  httpStatus: null,
  retryAfterMs: null,
  resetsAt: null,
} as const;
const gone = { ...misfit, class: "network", message: "The local model's server does not answer." } as const;

/** A project of somebody's, and its next attempts, each of which fails in the given way. */
const projectAtWork = async (here: Domain = domain) => {
  const { id: ownerId } = await seedUser(here);
  const { projectId, submitted } = await createProject(here, { ownerId, input: { brief: "A greeting, with a test." } });
  expect(submitted).toBe(true);
  const attempt = async (failure: ProviderError, at: Domain = here): Promise<RunRoute> => {
    await database.prisma.run.updateMany({ where: { projectId }, data: { notBefore: null } });
    const lease = await claimOpenRun(at, projectId);
    const project = await database.prisma.project.findUniqueOrThrow({ where: { id: projectId } });
    const question = { scriptedUrl: "", project, operation: "PLAN", phaseIndex: 0, round: 0, phase: null } as const;
    const who = await accountForRun(at, { ...question, runId: lease.runId });
    if (who.provider === null) {
      await settle(here, lease, { type: "failed", error: who.error });
      return who;
    }
    const { provider, model, serving } = who;
    const standIn = isStandIn(serving);
    await useSession(here, { attemptId: lease.attemptId, sessionId: null, provider, model, standIn });
    const asked = serving.side === "local" ? null : breakerKeyOf(project, who);
    await settle(here, lease, { type: "failed", error: failure }, { asked });
    return who;
  };
  const hold = async () => (await database.prisma.project.findUniqueOrThrow({ where: { id: projectId } })).hold;
  return { ownerId, projectId, attempt, hold };
};

test("a local model that fails is followed by the next, the last by a person, and whoever lets it go on by all of them", async () => {
  const { ownerId, projectId, attempt, hold } = await projectAtWork();
  expect(await attempt(misfit)).toMatchObject({ model: "coder:30b" });
  expect(await attempt(misfit)).toMatchObject({ model: "coder:9b" });
  expect(await attempt(misfit)).toMatchObject({ provider: null, error: { class: "malformed_response" } });
  expect(await hold()).toMatchObject({
    reason: "attention",
    message: expect.stringContaining("has failed at this: coder:30b, coder:9b") as unknown,
  });
  await retryProject(domain, { projectId, actorId: ownerId });
  expect(await attempt(misfit)).toMatchObject({ model: "coder:30b" });
});

test("where Claude is at its limit and the local server stays away, the project waits for Claude, and not for a person", async () => {
  const environment = { ...domain.environment, ANTHROPIC_API_KEY: "sk-ant-nobody-has-this" };
  const { ownerId, projectId, attempt, hold } = await projectAtWork({ ...domain, environment });
  const resetsAt = new Date(Date.now() + 3_600_000).toISOString();
  expect(await attempt({ ...misfit, class: "quota", resetsAt })).toMatchObject({ provider: "anthropic_api" });
  // For as long as one tries, and with every model that it has.
  for (const model of ["coder:30b", "coder:9b"])
    for (let tried = 0; tried < 5; tried += 1) expect(await attempt(gone)).toMatchObject({ provider: "ollama", model });
  expect(await attempt(gone)).toMatchObject({ provider: null, error: { class: "quota" } });
  const held = Hold.parse(await hold());
  expect(held).toMatchObject({ reason: "quota" });
  expect(held.reason === "quota" && held.until >= resetsAt).toBe(true);
  // Whoever lets it go on wants Claude asked, and the local models tried again.
  await retryProject(domain, { projectId, actorId: ownerId });
  expect(await attempt({ ...misfit, class: "quota", resetsAt })).toMatchObject({ provider: "anthropic_api" });
  expect(await attempt(gone)).toMatchObject({ provider: "ollama" });
});

test("where Claude's service is away, and then the local server, the project waits for Claude, and not for quota", async () => {
  const environment = { ...domain.environment, ANTHROPIC_API_KEY: "sk-ant-nobody-has-this" };
  const { attempt, hold } = await projectAtWork({ ...domain, environment });
  await database.prisma.breaker.deleteMany();
  const away = { ...gone, message: "The service cannot be reached." };
  for (;;) if ((await attempt(away)).provider !== "anthropic_api") break;
  // One of ten was that of the loop.
  for (let tried = 1; tried < 10; tried += 1) expect(await attempt(gone)).toMatchObject({ provider: "ollama" });
  expect(await attempt(gone)).toMatchObject({ provider: null, error: { class: "quota", outage: true } });
  expect(Hold.parse(await hold())).toMatchObject({ reason: "quota", outage: true, message: away.message });
});

test("where a person wants local models, a server that stays away is put before a person, in words about servers", async () => {
  const environment = { ...domain.environment, ANTHROPIC_API_KEY: "sk-ant-nobody-has-this" };
  const { projectId, attempt, hold } = await projectAtWork({ ...domain, environment });
  await database.prisma.project.update({ where: { id: projectId }, data: { providerWish: "local" } });
  // With every model that it has.
  for (let tried = 0; tried < 10; tried += 1) expect(await attempt(gone)).toMatchObject({ provider: "ollama" });
  expect(await hold()).toMatchObject({
    reason: "provider",
    message: gone.message,
    fix: expect.stringContaining("Start Ollama") as unknown,
  });
});

test.each([
  ["model_not_found", 1],
  ["context_too_long", 1],
  ["authentication", 1],
  ["timeout", 3],
  ["throttled", 5],
] as const)(
  "where Claude is at its limit and every local model fails (%s), the project waits for Claude, and not for a person",
  async (cls, times) => {
    const environment = { ...domain.environment, ANTHROPIC_API_KEY: "sk-ant-nobody-has-this" };
    const { attempt, hold } = await projectAtWork({ ...domain, environment });
    await database.prisma.breaker.deleteMany();
    const resetsAt = new Date(Date.now() + 3_600_000).toISOString();
    expect(await attempt({ ...misfit, class: "quota", resetsAt })).toMatchObject({ provider: "anthropic_api" });
    for (const model of ["coder:30b", "coder:9b"]) {
      // What happened before does not count against what happens then.
      expect(await attempt(gone)).toMatchObject({ model });
      for (let tried = 0; tried < times; tried += 1)
        expect(await attempt({ ...misfit, class: cls })).toMatchObject({ provider: "ollama", model });
    }
    expect(await attempt(gone)).toMatchObject({ provider: null, error: { class: "quota" } });
    expect(await hold()).toMatchObject({ reason: "quota" });
  },
);

test("a question that a person has answered brings no local model back that has failed at the run", async () => {
  const { projectId, attempt } = await projectAtWork();
  expect(await attempt(misfit)).toMatchObject({ model: "coder:30b" });
  const hold = { reason: "permission", askId: "ask_answered" } as const;
  const payload = { type: "project.status_changed", from: "PLANNING", to: "WAITING", hold } as const;
  await database.prisma.$transaction((tx) => appendEvents(tx, { projectId, fence: null, events: [{ payload }] }));
  expect(await attempt(misfit)).toMatchObject({ model: "coder:9b" });
});

test("where its key is taken away, a local model stands in for Claude, in every step, and as long as the mode lets it", async () => {
  const environment = { ...domain.environment, ANTHROPIC_API_KEY: "sk-ant-nobody-has-this" };
  const { projectId, attempt } = await projectAtWork({ ...domain, environment });
  await database.prisma.breaker.deleteMany();
  expect(await attempt(misfit)).toMatchObject({ provider: "anthropic_api" });
  for (const model of ["coder:30b", "coder:9b"])
    expect(await attempt(misfit, domain)).toMatchObject({ model, serving: { side: "local", why: "no_account" } });
  const attempts = await database.prisma.attempt.findMany({
    where: { run: { projectId } },
    orderBy: { startedAt: "asc" },
  });
  expect(attempts.map(({ standIn }) => standIn)).toEqual([false, true, true]);
});

test("where its key has been taken away, a mode that keeps local models out is kept to, also after one has stood in", async () => {
  const environment = { ...domain.environment, ANTHROPIC_API_KEY: "sk-ant-nobody-has-this" };
  const { projectId, attempt } = await projectAtWork({ ...domain, environment });
  expect(await attempt(misfit)).toMatchObject({ provider: "anthropic_api" });
  expect(await attempt(misfit, domain)).toMatchObject({ provider: "ollama" });
  await database.prisma.project.update({ where: { id: projectId }, data: { fallbackMode: "disabled" } });
  expect(await attempt(misfit, domain)).toMatchObject({ provider: null });
});
