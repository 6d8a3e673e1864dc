import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import Anthropic from "@anthropic-ai/sdk";
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import type { Domain } from "../domain/domain.ts";
import { settleRun } from "../domain/progress/index.ts";
import { pauseProject, submitProject } from "../domain/projects/index.ts";
import type { Lease } from "../domain/runs/index.ts";
import { createGateway } from "../gateway/gateway.ts";
import { systemClock } from "../platform/clock.ts";
import { scriptedBaseUrl } from "../providers/scripted/base-url.ts";
import { defaultScriptedModel } from "../providers/scripted/models.ts";
import { createScriptedServer } from "../providers/scripted/server.ts";
import { createTestDatabase, type TestDatabase } from "../testing/database.ts";
import { claimOpenRun, createTestDomain, seedDraft, seedUser } from "../testing/project-factory.ts";
import { silent } from "../testing/web.ts";
import type { RunAccount } from "./account-for-run.ts";
import { createBudgetGuard } from "./budget-guard.ts";
import { modelCallsOf } from "./model-calls.ts";

let database: TestDatabase;
let domain: Domain & { close(): Promise<void> };
let ownerId: string;

beforeAll(async () => {
  database = await createTestDatabase();
  domain = await createTestDomain(database);
  ownerId = (await seedUser(domain)).id;
});
afterAll(async () => {
  await domain.close();
  await database.close();
});

/** A claimed PLAN run of a scripted project, and a client that knows nothing but its door. */
const setUp = async ({ local = () => null }: { local?: () => RunAccount | null } = {}) => {
  const folder = mkdtempSync(path.join(tmpdir(), "spiral-calls-"));
  const scripted = await createScriptedServer({ pace: 0 });
  const gateway = createGateway({
    socketFolder: folder,
    clock: systemClock,
    newToken: () => `${crypto.randomUUID()}${crypto.randomUUID()}`,
    log: silent,
    proxyEnvironment: {},
  });
  onTestFinished(async () => {
    await gateway.close();
    await scripted.close();
    rmSync(folder, { recursive: true, force: true });
  });
  const projectId = await seedDraft(domain, { ownerId, scenario: "bench" });
  await submitProject(domain, { projectId, actorId: ownerId });
  const lease = await claimOpenRun(domain, projectId);
  const project = await database.prisma.project.findUniqueOrThrow({ where: { id: projectId } });
  const question = {
    scriptedUrl: scripted.url,
    project,
    operation: lease.operation,
    phaseIndex: 0,
    round: 0,
    phase: null,
    runId: lease.runId,
  };
  const calls = modelCallsOf({
    domain,
    lease,
    question,
    local,
    ownerCredential: async () => null,
    money: createBudgetGuard(new AbortController().signal),
  });
  const door = await gateway.open({ ...calls, onNotCarried: () => undefined }, "loopback");
  if (door.address.kind !== "loopback") throw new Error("The door has no address.");
  const client = new Anthropic({
    authToken: door.token,
    apiKey: null,
    baseURL: door.address.url,
    maxRetries: 0,
    logLevel: "off",
  });
  const ask = () =>
    client.messages
      .stream({ model: defaultScriptedModel, max_tokens: 8_000, messages: [{ role: "user", content: "Go." }] })
      .finalMessage();
  return { projectId, lease, scripted, ask };
};

const rowsOf = ({ attemptId }: Lease) =>
  Promise.all([
    database.prisma.providerCall.findMany({ where: { attemptId } }),
    database.prisma.usageRecord.findMany({ where: { attemptId } }),
  ]);

describe("an attempt's calls through the gateway", () => {
  test("are written down before and after, once, with what the model's own books say", async () => {
    const { lease, scripted, ask } = await setUp();
    await Promise.all([ask(), ask(), ask()]);
    const [calls, records] = await rowsOf(lease);
    expect(calls).toHaveLength(3);
    expect(new Set(records.map(({ key }) => key))).toEqual(new Set(calls.map(({ id }) => id)));
    const sum = (pick: (record: (typeof records)[number]) => number): number =>
      records.reduce((total, record) => total + pick(record), 0);
    const tally = scripted.tally({});
    expect({
      input: sum((record) => record.inputUncached),
      output: sum((record) => record.output),
      read: sum((record) => record.cacheRead),
      written: sum((record) => record.cacheWrite5m + record.cacheWrite1h),
    }).toEqual({
      input: tally.inputUncached,
      output: tally.output,
      read: tally.cacheRead,
      written: tally.cacheWrite5m + tally.cacheWrite1h,
    });
    expect(records[0]).toMatchObject({
      source: "gateway",
      outcome: "COMPLETED",
      httpStatus: 200,
      provider: "scripted",
    });
    expect(records[0]?.rawUsage).not.toBeNull();
    expect(records[0]?.rateLimits).not.toBeNull();
  });

  test("of a private project reach local models only: refused before anybody is asked", async () => {
    const { projectId, lease, scripted, ask } = await setUp();
    await ask();
    // Also where it was made so while the attempt was under way.
    await database.prisma.project.update({ where: { id: projectId }, data: { private: true } });
    await expect(ask()).rejects.toThrow(/^401 .*private/);
    expect(scripted.tally({}).calls).toBe(1);
    const [calls] = await rowsOf(lease);
    expect(calls).toHaveLength(1);
  });

  test("of a private project reach no local model that another machine runs: refused before anybody is asked", async () => {
    let baseUrl = "";
    const local = (): RunAccount => ({
      provider: "ollama",
      account: { kind: "local", baseUrl, addresses: "any", credential: null },
      model: defaultScriptedModel,
    });
    const { projectId, lease, scripted, ask } = await setUp({ local });
    baseUrl = scriptedBaseUrl({
      serverUrl: scripted.url,
      scenario: "bench",
      operation: "PLAN",
      phaseIndex: 0,
      round: 0,
    });
    await database.prisma.project.update({ where: { id: projectId }, data: { private: true } });
    await ask();
    expect(scripted.tally({}).calls).toBe(1);

    // Its server is here, and passes on what it is asked.
    const now = new Date();
    await database.prisma.ollamaHost.create({ data: { url: baseUrl, version: "0.40", lookedAt: now, since: now } });
    await database.prisma.ollamaModel.create({
      data: { hostUrl: baseUrl, name: defaultScriptedModel, digest: "1", sizeBytes: 1n, runsAt: "ollama.com" },
    });
    await expect(ask()).rejects.toThrow(/^401 .*private/);
    await database.prisma.ollamaModel.deleteMany();
    await ask();

    // Its server is elsewhere.
    baseUrl = "http://192.0.2.1:11434";
    await expect(ask()).rejects.toThrow(/^401 .*private/);
    expect(scripted.tally({}).calls).toBe(2);
    expect((await rowsOf(lease))[0]).toHaveLength(2);
  });

  test("are no more when the run is paused: refused before anybody is asked", async () => {
    const { projectId, lease, scripted, ask } = await setUp();
    await ask();
    const before = scripted.tally({});
    await pauseProject(domain, { projectId, actorId: ownerId });
    await expect(ask()).rejects.toThrow(/^403 .*paused/);
    expect(scripted.tally({})).toEqual(before);
    const [calls, records] = await rowsOf(lease);
    expect([calls.length, records.length]).toEqual([1, 1]);
  });

  test("are none where the run has taken no request of its agent's: refused before anybody is asked (R12)", async () => {
    const { lease, scripted, ask } = await setUp();
    await database.prisma.run.update({ where: { id: lease.runId }, data: { requestOf: null } });
    await expect(ask()).rejects.toThrow(/^403 .*no request left/);
    expect(scripted.tally({}).calls).toBe(0);
    expect(await rowsOf(lease)).toEqual([[], []]);
  });

  test("a refused or failed call is a record too, with its class and no tokens", async () => {
    const { lease, scripted, ask } = await setUp();
    scripted.failNext({ fault: "overloaded", times: 1 });
    await expect(ask()).rejects.toMatchObject({ status: 529 });
    const [, [record]] = await rowsOf(lease);
    expect(record).toMatchObject({ outcome: "FAILED", httpStatus: 529, errorClass: "overloaded", output: 0 });
  });

  test("count once, and what the program says of itself is kept beside and never added (forged usage)", async () => {
    const { projectId, lease, ask } = await setUp();
    await ask();
    const [, [record]] = await rowsOf(lease);
    const forged = { model: "claude-fable-5-2", inputUncached: 9e8, cacheRead: 0, cacheWrite5m: 0, cacheWrite1h: 0 };
    const usage = [{ ...forged, output: 9e8, reportedCostMicros: 7 }];
    const result = { type: "released" } as const;
    await settleRun(domain, {
      lease,
      report: { result, usage, usageIsWhole: true, asked: null, processesLeft: 0 },
      random: () => 0.5,
    });
    const events = await database.prisma.event.findMany({ where: { projectId, type: "usage.recorded" } });
    expect(events.map(({ payload }) => payload)).toMatchObject([
      { usage: [{ model: defaultScriptedModel, output: record?.output }] },
    ]);
    expect(await database.prisma.usageRecord.count({ where: { attemptId: lease.attemptId } })).toBe(1);
    const attempt = await database.prisma.attempt.findUniqueOrThrow({ where: { id: lease.attemptId } });
    expect(attempt.reportedUsage).toEqual(usage);
  });
});
