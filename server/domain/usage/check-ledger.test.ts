import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { noDetails, type TokenUsage, type UsageSource } from "../../contract/usage.ts";
import { createTestDatabase, type TestDatabase } from "../../testing/database.ts";
import { claimOpenRun, createTestDomain, seedDraft, seedUser } from "../../testing/project-factory.ts";
import type { Domain } from "../domain.ts";
import { submitProject } from "../projects/index.ts";
import type { Lease } from "../runs/index.ts";
import type { ProviderCallEnd } from "./call-end.ts";
import { beginCall, checkLedger, endCall, noteBeginning, unendedCallsCloser, usageByProject } from "./index.ts";

let database: TestDatabase;
let domain: Domain & { close(): Promise<void> };
let lease: Lease;
let number = 0;

beforeAll(async () => {
  database = await createTestDatabase();
  domain = await createTestDomain(database);
});
afterAll(async () => {
  await domain.close();
  await database.close();
});
beforeEach(async () => {
  // Defects are planted, which the triggers would refuse.
  await database.prisma.$executeRawUnsafe(`ALTER TABLE "UsageRecord" DISABLE TRIGGER USER`);
  await database.prisma.$executeRawUnsafe(`ALTER TABLE "ProviderCall" DISABLE TRIGGER USER`);
  await database.prisma.usageRecord.deleteMany();
  await database.prisma.providerCall.deleteMany();
  await database.prisma.$executeRawUnsafe(`ALTER TABLE "ProviderCall" ENABLE TRIGGER USER`);
  await database.prisma.attempt.updateMany({ data: { reportedWhole: false } });
  await database.prisma.project.updateMany({ data: { status: "CANCELLED" } });
  const ownerId = (await seedUser(domain)).id;
  const projectId = await seedDraft(domain, { ownerId });
  await submitProject(domain, { projectId, actorId: ownerId });
  lease = await claimOpenRun(domain, projectId);
});

const model = "claude-sonnet-5-5";
const usage: TokenUsage = {
  model,
  inputUncached: 1_000,
  cacheRead: 2_000,
  cacheWrite5m: 300,
  cacheWrite1h: 40,
  output: 500,
  reportedCostMicros: null,
};
const rawUsage = {
  input_tokens: 1_000,
  cache_read_input_tokens: 2_000,
  cache_creation_input_tokens: 340,
  cache_creation: { ephemeral_5m_input_tokens: 300, ephemeral_1h_input_tokens: 40 },
  output_tokens: 500,
};

const begin = async (source: UsageSource = "gateway"): Promise<string> => {
  number += 1;
  const callId = `cal_${number}`;
  await beginCall(domain, {
    lease,
    callId,
    source,
    provider: "anthropic_api",
    accountKind: "api_key",
    account: "api_key:1234",
    model,
  });
  return callId;
};
const endOf = (callId: string, over: Partial<ProviderCallEnd> = {}): ProviderCallEnd => ({
  outcome: "COMPLETED",
  responseModel: model,
  messageId: `msg_${callId}`,
  requestId: null,
  httpStatus: 200,
  errorClass: null,
  retryAfterMs: null,
  firstByteMs: 1,
  firstTokenMs: 2,
  durationMs: 3,
  usage,
  details: noDetails,
  rawUsage,
  rateLimits: [],
  ...over,
});
const call = async (over: Partial<ProviderCallEnd> = {}): Promise<string> => {
  const callId = await begin();
  await endCall(domain, { callId, end: endOf(callId, over), endedAt: new Date() });
  return callId;
};
/** The attempt has ended long ago, and said this of itself. */
const settleAttempt = async (said: readonly TokenUsage[] | null, agoMs = 120_000): Promise<void> => {
  await database.prisma.attempt.update({
    where: { id: lease.attemptId },
    data: {
      endedAt: new Date(Date.now() - agoMs),
      outcome: "COMPLETED",
      ...(said !== null && { reportedUsage: [...said], reportedWhole: true }),
    },
  });
};
const check = () => checkLedger(domain);

test("books that balance: calls, an error, and what the program says of itself", async () => {
  await call();
  await call();
  await call({ outcome: "FAILED", httpStatus: 529, usage: null, rawUsage: null, messageId: null });
  await settleAttempt([usage, usage]);
  expect(await check()).toEqual({ calls: 3, corrections: 0, drift: 0, unpriced: 0, unknown: 0, problems: [] });
});

test("what the program does not know of a cut answer , or guesses of its output, is no drift; what it knows more than the ledger is", async () => {
  await call();
  await call({ outcome: "CUT" });
  await settleAttempt([usage]);
  expect((await check()).drift).toBe(0);
  await settleAttempt([usage, usage]);
  expect((await check()).drift).toBe(0);
  // Of what was cut off the program guesses the output by its text; what had been sent in it can only repeat.
  await settleAttempt([usage, usage, { ...usage, output: 7 }]);
  expect((await check()).drift).toBe(3_340);
});

describe("planted defects are caught", () => {
  test("a doubled call", async () => {
    const key = await call();
    await settleAttempt(null);
    const {
      rates,
      rateLimits: _limits,
      rawUsage: _raw,
      ...row
    } = await database.prisma.usageRecord.findUniqueOrThrow({ where: { key } });
    await database.prisma.usageRecord.create({ data: { ...row, id: "use_twice", key: "twice", rates: rates ?? {} } });
    const { drift, problems } = await check();
    expect(problems).toMatchObject([{ kind: "doubled", tokens: 3_840 }]);
    expect(drift).toBe(3_840);
  });

  test("a lost final usage: what message_start said is taken for all", async () => {
    await call({ usage: { ...usage, output: 1 }, rawUsage: { ...rawUsage, output_tokens: 1 } });
    await settleAttempt([usage]);
    const { drift, problems } = await check();
    expect(problems).toEqual([{ kind: "unreconciled", id: lease.attemptId, tokens: 499 }]);
    expect(drift).toBe(499);
  });

  test("cache counted twice: in the input, and as cache", async () => {
    const id = await call({ usage: { ...usage, inputUncached: 1_000 + 2_000 + 340 } });
    await settleAttempt(null);
    expect(await check()).toMatchObject({ drift: 2_340, problems: [{ kind: "misread", tokens: 2_340 }] });
    expect(id).not.toBe("");
  });

  test("a local model's tokens that are not those that Ollama said", async () => {
    const callId = await begin("client");
    const counters = { prompt_eval_count: 12, eval_count: 3, total_duration: 5 };
    const used = { ...usage, inputUncached: 12, cacheRead: 0, cacheWrite5m: 0, cacheWrite1h: 0, output: 3 };
    const end = endOf(callId, { usage: used, messageId: null, rawUsage: counters });
    await endCall(domain, { callId, end, endedAt: new Date() });
    expect(await check()).toMatchObject({ calls: 1, drift: 0 });
    await database.prisma.usageRecord.updateMany({ data: { rawUsage: { ...counters, eval_count: 10 } } });
    expect(await check()).toMatchObject({ drift: 7, problems: [{ kind: "misread", tokens: 7 }] });
  });

  test("a call without a record", async () => {
    const id = await begin();
    await settleAttempt(null);
    expect(await check()).toMatchObject({ drift: 1, problems: [{ kind: "lost", id, tokens: 0 }] });
  });

  test("a cost that its rates do not make", async () => {
    await call();
    await database.prisma.usageRecord.updateMany({ data: { costMicros: { increment: 1 } } });
    expect(await check()).toMatchObject({ drift: 1, problems: [{ kind: "miscalculated" }] });
  });
});

test("a model without a price is counted as unpriced, and costs neither nothing nor anything", async () => {
  const key = await call({ responseModel: "claude-sonnet-5-6" });
  expect(await check()).toMatchObject({ unpriced: 1, drift: 0 });
  expect(await database.prisma.usageRecord.findUnique({ where: { key } })).toMatchObject({
    basis: "unpriced",
    costMicros: null,
  });
});

test("a call whose end could not be written is found, however long nobody was there to look", async () => {
  await begin();
  await settleAttempt(null, 30 * 86_400_000);
  expect(await check()).toMatchObject({ drift: 1, problems: [{ kind: "lost" }] });
  expect(await unendedCallsCloser(domain)()).toBe(1);
  expect(await check()).toMatchObject({ calls: 1, unknown: 1, drift: 0 });
});

describe("a call whose runner was killed", () => {
  const beginning = {
    responseModel: model,
    messageId: "msg_1",
    requestId: null,
    httpStatus: 200,
    firstByteMs: 5,
    usage: { ...usage, output: 1 },
    details: noDetails,
    rawUsage: { ...rawUsage, output_tokens: 1 },
    rateLimits: [],
  };

  test("ends as UNKNOWN with what was reported by then, once; a late end is a correction, and sums are right", async () => {
    const heard = await begin();
    await noteBeginning(domain, { callId: heard, beginning });
    const unheard = await begin();
    await settleAttempt(null);
    const closeUnendedCalls = unendedCallsCloser(domain);
    expect(await closeUnendedCalls()).toBe(2);
    expect(await closeUnendedCalls()).toBe(0);
    const rows = await database.prisma.usageRecord.findMany({ orderBy: { key: "asc" } });
    expect(
      rows.map(({ key, outcome, output, inputUncached, basis }) => ({ key, outcome, output, inputUncached, basis })),
    ).toEqual([
      { key: heard, outcome: "UNKNOWN", output: 1, inputUncached: 1_000, basis: "priced" },
      { key: unheard, outcome: "UNKNOWN", output: 0, inputUncached: 0, basis: "unknown" },
    ]);
    expect(await check()).toMatchObject({ calls: 2, unknown: 1, drift: 0 });

    // It was only slow.
    await endCall(domain, { callId: heard, end: endOf(heard), endedAt: new Date() });
    await endCall(domain, { callId: heard, end: endOf(heard), endedAt: new Date() });
    expect(await check()).toMatchObject({ calls: 2, corrections: 1, drift: 0 });
    const totals = (await usageByProject(domain, [lease.projectId])).get(lease.projectId);
    // 1,000 × 2 + 2,000 × 0.1 + 300 × 2.5 + 40 × 4 + 500 × 10 dollars per million.
    expect(totals).toEqual({
      inputTokens: 3_340,
      outputTokens: 500,
      billedMicros: 2_000 + 200 + 750 + 160 + 5_000,
      equivalentMicros: 0,
      unpricedCalls: 0,
      unreportedCalls: 2,
    });
  });
});
