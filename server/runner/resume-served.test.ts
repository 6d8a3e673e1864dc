import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import type { ProviderError } from "../contract/errors.ts";
import type { Domain } from "../domain/domain.ts";
import { isStandIn } from "../domain/fallback/index.ts";
import { recordCheck, recordHost } from "../domain/local-models/index.ts";
import { answerAsk } from "../domain/progress/index.ts";
import { cancelProject, createProject, retryProject, submitProject } from "../domain/projects/index.ts";
import { useSession } from "../domain/sessions/index.ts";
import { createTestDatabase, type TestDatabase } from "../testing/database.ts";
import { claimOpenRun, createTestDomain, seedUser, settle } from "../testing/project-factory.ts";
import { accountForRun, breakerKeyOf } from "./account-for-run.ts";
import { resumeServed } from "./resume-served.ts";

let database: TestDatabase;
let domain: Domain & { close(): Promise<void> };
let ownerId: string;
let now = new Date();
const url = "http://127.0.0.1:11434";

beforeAll(async () => {
  database = await createTestDatabase();
  domain = await createTestDomain(database, { now: () => now });
  ownerId = (await seedUser(domain)).id;
});
afterAll(async () => {
  await domain.close();
  await database.close();
});
beforeEach(async () => {
  const open = await database.prisma.project.findMany({ where: { status: { not: "CANCELLED" } } });
  for (const { id: projectId } of open) await cancelProject(domain, { projectId, actorId: ownerId });
  await database.prisma.breaker.deleteMany();
  await database.prisma.ollamaHost.deleteMany();
});

const withKey = (key: string | undefined, ollama = url): Domain => ({
  ...domain,
  environment: { ...domain.environment, ANTHROPIC_API_KEY: key, OLLAMA_HOST: ollama },
});
const pass = (minutes: number): void => {
  now = new Date(now.getTime() + minutes * 60_000);
};
const failed = (cls: ProviderError["class"], resetsAt: Date | null = null): ProviderError => ({
  class: cls,
  message: "It failed.",
  httpStatus: null,
  retryAfterMs: null,
  resetsAt: resetsAt?.toISOString() ?? null,
});
const usedUp = () => failed("quota", new Date(now.getTime() + 5 * 3_600_000));

const becomesReady = async (name: string, hostUrl = url): Promise<void> => {
  const before = await database.prisma.ollamaModel.findMany({ where: { hostUrl } });
  const seen = [...before.map((model) => model.name), name].map((each) => ({
    name: each,
    digest: each,
    sizeBytes: 1,
    parameterSize: null,
    quantization: null,
    capabilities: ["tools"],
    contextLength: 131_072,
    runsAt: null,
    loaded: null,
  }));
  await recordHost(domain, { url: hostUrl, seen: { reachable: true, version: "0.40", models: seen } });
  const result = { outcome: "passed", reason: null, detail: null, durationMs: 1 } as const;
  await recordCheck(domain, { hostUrl, model: name, digest: name, result });
};
const goesAway = (): Promise<void> => recordHost(domain, { url, seen: { reachable: false, error: failed("network") } });

/** A project at work, and its attempts, each of which fails so; `asked` of nobody where there is nobody. */
const projectAtWork = async (data: object = {}, here = withKey("sk-ant-a-0001")) => {
  const input = { brief: "Write a function that greets by name, with a test.", submit: false };
  const { projectId } = await createProject(here, { ownerId, input });
  // Whoever hands in a project needs somebody who works on it.
  await submitProject(withKey("sk-ant-a-0001"), { projectId, actorId: ownerId });
  await database.prisma.project.update({ where: { id: projectId }, data });
  const project = () => database.prisma.project.findUniqueOrThrow({ where: { id: projectId } });
  const attempt = async (error: ProviderError, at = here): Promise<string | null> => {
    await database.prisma.run.updateMany({ where: { projectId }, data: { notBefore: null } });
    const lease = await claimOpenRun(at, projectId);
    const question = { scriptedUrl: "", operation: "PLAN", phaseIndex: 0, round: 0, phase: null } as const;
    const row = await project();
    const who = await accountForRun(at, { ...question, project: row, runId: lease.runId });
    if (who.provider === null) {
      await settle(at, lease, { type: "failed", error: who.error });
      return null;
    }
    const { provider, model, serving } = who;
    const { attemptId } = lease;
    await useSession(at, { attemptId, sessionId: null, provider, model, standIn: isStandIn(serving) });
    const asked = serving.side === "local" ? null : breakerKeyOf(row, who);
    await settle(at, lease, { type: "failed", error }, { asked });
    return model;
  };
  const status = async (): Promise<string> => (await project()).status;
  return { projectId, attempt, project, status };
};

test("what waits for Claude's limit goes on with a local model that has become ready meanwhile, and with no other", async () => {
  const { attempt, status } = await projectAtWork();
  await attempt(usedUp());
  expect(await status()).toBe("WAITING");
  pass(1);
  expect(await resumeServed(withKey("sk-ant-a-0001"))).toBe(0);
  await becomesReady("coder:9b");
  expect(await resumeServed(withKey("sk-ant-a-0001"))).toBe(1);
  expect(await status()).toBe("PLANNING");

  // Its server stays away for as long as one tries: Claude is waited for, until the server is back.
  pass(1);
  for (let tried = 0; tried < 5; tried += 1) expect(await attempt(failed("network"))).toBe("coder:9b");
  expect(await attempt(failed("network"))).toBeNull();
  expect(await status()).toBe("WAITING");
  pass(1);
  expect(await resumeServed(withKey("sk-ant-a-0001"))).toBe(0);
  await goesAway();
  expect(await resumeServed(withKey("sk-ant-a-0001"))).toBe(0);
  pass(1);
  await becomesReady("coder:9b");
  expect(await resumeServed(withKey("sk-ant-a-0001"))).toBe(1);
  expect(await attempt(failed("malformed_response"))).toBe("coder:9b");
});

test.each([
  ["the mode keeps local models out of Claude's place", { fallbackMode: "manual" }],
  ["Claude is wished for", { providerWish: "claude" }],
])("a wait for Claude's limit is no local model's matter where %s", async (_, data) => {
  const { attempt, status } = await projectAtWork(data);
  await attempt(usedUp());
  pass(1);
  await becomesReady("coder:9b");
  expect(await resumeServed(withKey("sk-ant-a-0001"))).toBe(0);
  expect(await status()).toBe("WAITING");
});

test("what waits for the limit of one account goes on with another one that is entered", async () => {
  const { attempt, status } = await projectAtWork();
  await attempt(usedUp());
  pass(1);
  expect(await resumeServed(withKey("sk-ant-a-0001"))).toBe(0);
  expect(await resumeServed(withKey("sk-ant-b-0002"))).toBe(1);
  expect(await status()).toBe("PLANNING");
});

test("what has neither Claude nor a local model goes on when a key is entered", async () => {
  const { attempt, project } = await projectAtWork({}, withKey(undefined));
  expect(await attempt(failed("network"))).toBeNull();
  expect((await project()).hold).toMatchObject({ reason: "provider", class: "no_local_model" });
  expect(await resumeServed(withKey(undefined))).toBe(0);
  expect(await resumeServed(withKey("sk-ant-a-0001"))).toBe(1);
  expect((await project()).status).toBe("PLANNING");
});

test("what Claude alone may do, and has no account, goes on when a key is entered, and not with a local model", async () => {
  const { attempt, project } = await projectAtWork({ providerWish: "claude" }, withKey(undefined));
  await becomesReady("coder:9b");
  expect(await attempt(failed("network"))).toBeNull();
  expect((await project()).hold).toMatchObject({ reason: "provider", class: "no_account" });
  expect(await resumeServed(withKey(undefined))).toBe(0);
  expect(await resumeServed(withKey("sk-ant-a-0001"))).toBe(1);
});

test("what waits for a local model goes on when one that may work on it is ready, and with no key", async () => {
  const elsewhere = "http://10.0.0.7:11434";
  const wished = await projectAtWork({ providerWish: "local" });
  const isPrivate = await projectAtWork({ private: true });
  const signedOut = await projectAtWork();
  for (const { attempt } of [wished, isPrivate]) expect(await attempt(failed("network"))).toBeNull();
  await signedOut.attempt(failed("authentication"));
  expect(await resumeServed(withKey("sk-ant-a-0001"))).toBe(0);
  await becomesReady("coder:30b", elsewhere);
  expect(await resumeServed(withKey("sk-ant-a-0001", elsewhere))).toBe(1);
  expect(await wished.status()).toBe("PLANNING");
  expect(await isPrivate.status()).toBe("WAITING");
  await becomesReady("coder:30b");
  expect(await resumeServed(withKey("sk-ant-a-0001"))).toBe(1);
  expect(await isPrivate.status()).toBe("PLANNING");
  expect(await signedOut.status()).toBe("WAITING");
});

test("what a person wants local goes on when the server that stayed away is back", async () => {
  const here = withKey("sk-ant-a-0001");
  const { attempt, project } = await projectAtWork({ providerWish: "local" });
  await becomesReady("coder:9b");
  pass(1);
  for (let tried = 0; tried < 5; tried += 1) expect(await attempt(failed("network"))).toBe("coder:9b");
  expect((await project()).hold).toMatchObject({ reason: "provider", class: "network" });
  pass(1);
  expect(await resumeServed(here)).toBe(0);
  await goesAway();
  expect(await resumeServed(here)).toBe(0);
  pass(1);
  await becomesReady("coder:9b");
  expect(await resumeServed(here)).toBe(1);
  expect((await project()).status).toBe("PLANNING");
});

test("a server that comes and goes is tried at growing intervals, not at every look", async () => {
  const here = withKey("sk-ant-a-0001");
  const { attempt } = await projectAtWork();
  await attempt(usedUp());
  const pauses: number[] = [];
  for (let round = 0; round < 5; round += 1) {
    await goesAway();
    pass(0.5);
    await becomesReady("coder:9b");
    let minutes = 0.5;
    while ((await resumeServed(here)) === 0) {
      pass(0.5);
      minutes += 0.5;
    }
    pauses.push(minutes);
    expect(await attempt(failed("malformed_response"))).toBe("coder:9b");
    expect(await attempt(failed("malformed_response"))).toBeNull();
  }
  // That it goes away once is no coming and going.
  expect(pauses).toEqual([0.5, 0.5, 1, 2, 5]);
});

test("a local model takes over at once, however often it was waited for a person, for money or for Claude itself", async () => {
  const here = withKey("sk-ant-a-0001");
  const { projectId, attempt, status } = await projectAtWork();
  const stop = {
    budget: { scope: "PROJECT", subjectId: projectId, period: "TOTAL" },
    limitMicros: 1,
    spentMicros: 1,
    reservedMicros: 0,
    until: null,
  } as const;
  for (let asked = 0; asked < 4; asked += 1) {
    const lease = await claimOpenRun(domain, projectId);
    const toolUse = { toolUseId: `toolu_${asked}`, toolName: "Bash", input: { command: `echo ${asked}` } };
    await settle(domain, lease, { type: "asks_permission", ...toolUse });
    const [ask] = await database.prisma.ask.findMany({ where: { projectId, status: "PENDING" } });
    await answerAsk(domain, {
      askId: ask?.id ?? "",
      contentHash: ask?.contentHash ?? "",
      actorId: ownerId,
      answer: { kind: "permission", decision: "allow", reason: "" },
    });
    await settle(domain, await claimOpenRun(domain, projectId), { type: "out_of_budget", stop });
    await retryProject(domain, { projectId, actorId: ownerId });
    await attempt(usedUp());
    await retryProject(domain, { projectId, actorId: ownerId });
  }
  await attempt(usedUp());
  pass(0.5);
  await becomesReady("coder:9b");
  expect(await resumeServed(here)).toBe(1);
  expect(await status()).toBe("PLANNING");
});

test("where the key has gone and every local model has failed, it waits for a key, or for a model that is new", async () => {
  const { attempt, project } = await projectAtWork({ fallbackMode: "auto" });
  await attempt(failed("network"));
  await becomesReady("coder:9b");
  pass(1);
  const here = withKey(undefined);
  expect(await attempt(failed("malformed_response"), here)).toBe("coder:9b");
  expect(await attempt(failed("malformed_response"), here)).toBeNull();
  expect((await project()).hold).toMatchObject({ reason: "provider", class: "no_account" });
  pass(1);
  expect(await resumeServed(here)).toBe(0);
  expect(await resumeServed(withKey("sk-ant-a-0001"))).toBe(1);
});

test("private work whose server goes away in the middle of its tries waits for it, whatever failed there", async () => {
  const here = withKey("sk-ant-a-0001");
  const { attempt, project } = await projectAtWork({ private: true });
  await becomesReady("coder:9b");
  await becomesReady("coder:30b");
  const first = await attempt(failed("malformed_response"));
  expect(first).not.toBeNull();
  await goesAway();
  expect(await attempt(failed("network"))).toBeNull();
  expect((await project()).hold).toMatchObject({ reason: "provider", class: "no_local_model" });
  pass(1);
  await becomesReady("coder:9b");
  expect(await resumeServed(here)).toBe(1);
});
