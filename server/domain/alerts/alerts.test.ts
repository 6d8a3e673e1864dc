import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import type { AlertDetail } from "../../contract/alerts.ts";
import { newId } from "../../platform/ids.ts";
import { createTestDatabase, type TestDatabase } from "../../testing/database.ts";
import { seedCalls, seedUsagePlace } from "../../testing/usage-factory.ts";
import { claimOpenRun, createTestDomain, seedDraft, seedUser } from "../../testing/project-factory.ts";
import { setBudget } from "../budgets/index.ts";
import type { Domain } from "../domain.ts";
import { submitProject } from "../projects/index.ts";
import type { Lease } from "../runs/index.ts";
import { beginCall, endCall } from "../usage/index.ts";
import { countUnread, keepAlerts, listAlerts, markAlertsRead } from "./index.ts";

let database: TestDatabase;
let domain: Domain & { close(): Promise<void> };
beforeAll(async () => {
  database = await createTestDatabase();
  domain = await createTestDomain(database);
  await database.prisma.setting.create({ data: { key: "webhook.url", value: "https://hooks.example/x" } });
  await database.prisma.setting.create({ data: { key: "alerts.errorMinCalls", value: 4 } });
});
afterAll(async () => {
  await domain.close();
  await database.close();
});
beforeEach(async () => {
  await database.prisma.spend.deleteMany();
  await database.prisma.alert.deleteMany();
  await database.prisma.webhookDelivery.deleteMany();
});

const seedProject = async () => {
  const ownerId = (await seedUser(domain, { role: "MEMBER" })).id;
  const projectId = await seedDraft(domain, { ownerId });
  await submitProject(domain, { projectId, actorId: ownerId });
  return { ownerId, projectId, lease: await claimOpenRun(domain, projectId) };
};

const told = async (): Promise<string[]> =>
  (await database.prisma.webhookDelivery.findMany({ orderBy: { id: "asc" } })).map(({ type }) => type);
const openKinds = async (): Promise<string[]> =>
  (await database.prisma.alert.findMany({ where: { resolvedAt: null }, orderBy: { id: "asc" } })).map(
    ({ kind, subject }) => (kind === "budget_mark" ? `${kind} ${subject.split(":").at(-1)}` : kind),
  );

const makeCall = async (lease: Lease, over: { failed?: boolean; model?: string }) => {
  const callId = newId("call");
  const model = over.model ?? "claude-sonnet-5-5";
  await beginCall(domain, {
    lease,
    callId,
    source: "gateway",
    provider: "anthropic_api",
    accountKind: "api_key",
    account: "api_key:1111",
    model,
  });
  const tokens = { inputUncached: 10, cacheRead: 0, cacheWrite5m: 0, cacheWrite1h: 0, output: 10 };
  await endCall(domain, {
    callId,
    endedAt: domain.clock.now(),
    end: {
      outcome: over.failed ? "FAILED" : "COMPLETED",
      responseModel: model,
      messageId: null,
      requestId: null,
      httpStatus: over.failed ? 529 : 200,
      errorClass: over.failed ? "overloaded" : null,
      retryAfterMs: null,
      firstByteMs: null,
      firstTokenMs: null,
      durationMs: 1,
      usage: over.failed ? null : { model, ...tokens, reportedCostMicros: null },
      details: { thinking: null, webSearches: 0, serviceTier: null, speed: null, geography: null },
      rawUsage: null,
      rateLimits: [],
    },
  });
};

test("a budget's marks are told once each, to the project's log too, and taken back when it is raised", async () => {
  const { ownerId, projectId } = await seedProject();
  const budget = { scope: "PROJECT", subjectId: projectId, period: "TOTAL" } as const;
  const { prisma } = database;
  await setBudget(prisma, { budget, limitMicros: 1_000_000, actorId: ownerId });
  const startsOn = new Date("1970-01-01T00:00:00Z");
  await prisma.spend.create({ data: { ...budget, startsOn, spentMicros: 850_000 } });
  await Promise.all([keepAlerts(domain), keepAlerts(domain), keepAlerts(domain)]);
  await keepAlerts(domain);
  expect(await openKinds()).toEqual(["budget_mark 50", "budget_mark 80"]);
  expect(await told()).toEqual(["alert.opened", "alert.opened"]);
  const events = await prisma.event.findMany({
    where: { projectId, type: "budget.mark_reached" },
    orderBy: { sequence: "asc" },
  });
  expect(events.map(({ payload }) => payload)).toMatchObject([{ mark: 50, spentMicros: 850_000 }, { mark: 80 }]);

  await setBudget(prisma, { budget, limitMicros: 1_500_000, actorId: ownerId });
  await keepAlerts(domain);
  expect(await openKinds()).toEqual(["budget_mark 50"]);
  expect(await told()).toEqual(["alert.opened", "alert.opened", "alert.resolved"]);
});

test("too many failing calls and a model without a price are alerts, and over when they are over", async () => {
  const { lease } = await seedProject();
  const { prisma } = database;
  for (const failed of [true, false, false]) await makeCall(lease, { failed });
  await keepAlerts(domain);
  expect(await openKinds()).toEqual([]);
  await makeCall(lease, { model: "nobody-knows-it" });
  await keepAlerts(domain);
  expect((await openKinds()).toSorted()).toEqual(["error_rate", "unpriced"]);
  const details = (await prisma.alert.findMany()).map(({ detail }) => detail);
  expect(details).toContainEqual({
    kind: "error_rate",
    failed: 1,
    calls: 4,
    minutes: 15,
    thresholdPercent: 5,
    state: "failing",
  } satisfies AlertDetail);
  // More of the same is told nobody again; whoever reads of it reads how much it is by now.
  await makeCall(lease, { model: "nobody-knows-it", failed: true });
  await keepAlerts(domain);
  const renewed = (await prisma.alert.findMany()).map(({ detail }) => detail);
  expect(renewed).toContainEqual(expect.objectContaining({ kind: "error_rate", failed: 2, calls: 5 }));
  expect(await told()).toEqual(["alert.opened", "alert.opened"]);
  const rates = { input: 1, output: 1, cacheWrite5m: 1, cacheWrite1h: 1, cacheRead: 1 };
  const validFrom = new Date("2026-01-01T00:00:00Z");
  await prisma.modelPrice.create({
    data: { id: "prc_test", model: "nobody-knows-it", validFrom, ...rates, source: "test" },
  });
  for (let calls = 0; calls < 80; calls += 1) await makeCall(lease, {});
  await keepAlerts(domain);
  expect(await openKinds()).toEqual([]);
  expect(await told()).toEqual(["alert.opened", "alert.opened", "alert.resolved", "alert.resolved"]);
});

test("what another runner opens while one looks stays open", async () => {
  const { prisma } = database;
  await database.prisma.ledgerCheck.deleteMany();
  const waiting = await prisma.$transaction(async (tx) => {
    await tx.$executeRaw`LOCK TABLE "Alert" IN ACCESS EXCLUSIVE MODE`;
    const looking = keepAlerts(domain);
    await expect
      .poll(() => prisma.$queryRaw`SELECT 1 FROM pg_locks WHERE NOT granted AND "relation" = '"Alert"'::regclass`)
      .toHaveLength(1);
    await tx.ledgerCheck.create({ data: { id: "other", at: new Date(), report: { calls: 3, drift: -12 } } });
    const detail = { kind: "ledger_drift", drift: -12 } as const;
    await tx.alert.create({ data: { id: newId("alert"), kind: "ledger_drift", subject: "", detail } });
    return { looking };
  });
  await waiting.looking;
  expect(await openKinds()).toEqual(["ledger_drift"]);
  await prisma.ledgerCheck.deleteMany();
});

test("a ledger that does not balance is an alert until it does", async () => {
  const { prisma } = database;
  const row = { id: "ledger", at: new Date(), report: { calls: 3, drift: -12 } };
  await prisma.ledgerCheck.create({ data: row });
  await keepAlerts(domain);
  expect(await openKinds()).toEqual(["ledger_drift"]);
  await prisma.ledgerCheck.update({ where: { id: "ledger" }, data: { report: { calls: 3, drift: 0 } } });
  await keepAlerts(domain);
  expect(await openKinds()).toEqual([]);
});

test("everybody sees what is theirs, and what they have seen is not new any more", async () => {
  const { ownerId, projectId } = await seedProject();
  const stranger = await seedUser(domain, { role: "MEMBER" });
  const admin = await seedUser(domain);
  const detail = { kind: "unpriced", model: "m", calls: 1 } as const;
  await database.prisma.alert.createMany({
    data: [
      { id: newId("alert"), kind: "unpriced", subject: "m", detail },
      { id: newId("alert"), kind: "budget_mark", subject: "p", projectId, detail },
      { id: newId("alert"), kind: "budget_mark", subject: "u", userId: ownerId, detail },
    ],
  });
  const owner = { id: ownerId, role: "MEMBER" } as const;
  const counts = await Promise.all([owner, stranger, admin].map((viewer) => countUnread(domain, viewer)));
  expect(counts).toEqual([2, 0, 3]);
  await markAlertsRead(domain, ownerId);
  expect(await countUnread(domain, owner)).toBe(0);
  expect((await listAlerts(domain, owner)).map(({ unread }) => unread)).toEqual([false, false]);
});

// Months later, so that the calls of the tests before are not counted. Those before would count these.
test("failing calls about the threshold are told once, and are over when clearly fewer fail", async () => {
  const { ownerId } = await seedProject();
  const place = await seedUsagePlace(database, { ownerId });
  const minutes = (after: number): Date => new Date(Date.parse("2027-03-01T12:00:00Z") + after * 60_000);
  const look = async (after: number) => {
    await keepAlerts({ prisma: database.prisma, clock: { now: () => minutes(after) } });
    const alert = await database.prisma.alert.findFirst({ orderBy: { openedAt: "desc" } });
    return { isOpen: alert?.resolvedAt === null, detail: alert?.detail };
  };
  const calls = (after: number, count: number, failed = 0) =>
    seedCalls(
      database,
      place,
      Array.from({ length: count }, (_, index) => ({
        at: minutes(after),
        ...(index < failed && { outcome: "FAILED", errorClass: "overloaded" }),
      })),
    );
  await calls(0, 20, 2);
  expect(await look(1)).toMatchObject({ isOpen: true, detail: { failed: 2, calls: 20 } });
  await calls(2, 20);
  expect(await look(3)).toMatchObject({ isOpen: true, detail: { failed: 2, calls: 40, state: "failing" } });
  await calls(4, 40);
  expect(await look(5)).toMatchObject({ isOpen: false, detail: { calls: 40, state: "recovered" } });
  expect(await told()).toEqual(["alert.opened", "alert.resolved"]);

  // An outage after which nobody calls has not been seen to be over.
  await calls(60, 10, 5);
  expect(await look(61)).toMatchObject({ isOpen: true, detail: { failed: 5, calls: 10, state: "failing" } });
  await calls(90, 2);
  for (const after of [76, 100, 134]) {
    expect(await look(after)).toMatchObject({ isOpen: true, detail: { failed: 5, state: "too_few_calls" } });
  }
  expect(await look(136)).toMatchObject({ isOpen: false, detail: { failed: 5, calls: 10, state: "too_few_calls" } });
  const last = await database.prisma.webhookDelivery.findFirstOrThrow({ orderBy: { createdAt: "desc" } });
  expect(JSON.parse(last.body)).toMatchObject({ type: "alert.resolved", data: { state: "too_few_calls" } });
  expect(await told()).toHaveLength(4);
});

test("calls of a subscription without a price are an alert, and the fast mode of a model that has none for it", async () => {
  const { ownerId } = await seedProject();
  const place = await seedUsagePlace(database, { ownerId });
  const at = new Date("2027-04-01T12:00:00Z");
  const unpriced = { at, basis: "unpriced", costMicros: null, billable: false } as const;
  await seedCalls(database, place, [
    { ...unpriced, accountKind: "subscription", provider: "claude_subscription", model: "claude-unheard-of" },
    { ...unpriced, model: "claude-opus-4-5", speed: "fast" },
  ]);
  await keepAlerts({ prisma: database.prisma, clock: { now: () => at } });
  const alerts = await database.prisma.alert.findMany({ orderBy: { subject: "asc" } });
  expect(alerts.map(({ detail }) => detail)).toEqual([
    { kind: "unpriced", model: "claude-opus-4-5", speed: "fast", calls: 1 },
    { kind: "unpriced", model: "claude-unheard-of", speed: null, calls: 1 },
  ]);
});
