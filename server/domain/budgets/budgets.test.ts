import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { newId } from "../../platform/ids.ts";
import { createTestDatabase, type TestDatabase } from "../../testing/database.ts";
import { claimOpenRun, createTestDomain, seedDraft, seedUser, settle } from "../../testing/project-factory.ts";
import type { Domain } from "../domain.ts";
import { answerAsk } from "../progress/index.ts";
import { changeBudget, submitProject } from "../projects/index.ts";
import type { Lease } from "../runs/index.ts";
import { endCall } from "../usage/index.ts";
import { admitCall } from "./admit-call.ts";
import { budgetPeriods } from "./calendar.ts";
import { dearestRates } from "./dearest-rates.ts";
import { readBudgets } from "./read-budgets.ts";
import { setBudget } from "./set-budget.ts";
import { worstCaseMicros } from "./worst-case.ts";

let database: TestDatabase;
let domain: Domain & { close(): Promise<void> };
beforeAll(async () => {
  database = await createTestDatabase();
  domain = await createTestDomain(database);
  await database.prisma.setting.create({ data: { key: "limits.activeProjects", value: 200 } });
});
afterAll(async () => {
  await domain.close();
  await database.close();
});

const model = "claude-sonnet-5-5";
/** 1 dollar of output and next to nothing of prompt. */
const size = { bodyBytes: 0, maxTokens: 100_000 };

/** A claimed run of a new owner's project, which may cost `limitMicros`. */
const seedFunded = async (limitMicros: number | null) => {
  const ownerId = (await seedUser(domain)).id;
  const projectId = await seedDraft(domain, { ownerId });
  await submitProject(domain, { projectId, actorId: ownerId });
  const lease = await claimOpenRun(domain, projectId);
  const budget = { scope: "PROJECT", subjectId: projectId, period: "TOTAL" } as const;
  await setBudget(database.prisma, { budget, limitMicros, actorId: ownerId });
  return { ownerId, projectId, lease, budget };
};

const begin = (
  { lease, ownerId }: { lease: Lease; ownerId: string },
  over: { callId?: string; accountKind?: "api_key" | "subscription" | "scripted" | "local"; model?: string } = {},
) =>
  admitCall(domain, {
    ownerId,
    size,
    party: {
      lease,
      callId: over.callId ?? newId("call"),
      source: "gateway",
      provider: "anthropic_api",
      accountKind: over.accountKind ?? "api_key",
      account: "api_key:1111",
      model: over.model ?? model,
    },
  });

const nothing = {
  responseModel: model,
  messageId: null,
  requestId: null,
  httpStatus: 200,
  errorClass: null,
  retryAfterMs: null,
  firstByteMs: 1,
  firstTokenMs: 1,
  durationMs: 1,
  details: { thinking: null, webSearches: 0, serviceTier: null, speed: null, geography: null },
  rawUsage: null,
  rateLimits: [],
};
const noTokens = { inputUncached: 0, cacheRead: 0, cacheWrite5m: 0, cacheWrite1h: 0 };

/** The call comes to its end having cost this, as the ledger writes it. */
const end = (callId: string, costMicros: number) =>
  endCall(domain, {
    callId,
    endedAt: new Date(),
    end: {
      ...nothing,
      outcome: "COMPLETED",
      usage: { model, ...noTokens, output: costMicros / 10, reportedCostMicros: costMicros },
    },
  });

const projectBudget = async ({ projectId, ownerId }: { projectId: string; ownerId: string }) => {
  const found = (await readBudgets(domain, { projectId, ownerId })).find(({ budget }) => budget.scope === "PROJECT");
  if (found === undefined) throw new Error("The project has no budget.");
  return found;
};

describe("a call and its budgets", () => {
  test("hold the worst case before and what it cost after, in one row of the same key", async () => {
    const funded = await seedFunded(5_000_000);
    const callId = newId("call");
    expect(await begin(funded, { callId })).toEqual({ outcome: "admitted" });
    const worst = worstCaseMicros(size, { prompt: 4_000_000, output: 10_000_000, assumed: false });
    expect(await projectBudget(funded)).toMatchObject({ spentMicros: 0, reservedMicros: worst });
    await end(callId, 30_000);
    await end(callId, 30_000);
    expect(await projectBudget(funded)).toMatchObject({ spentMicros: 30_000, reservedMicros: 0 });
    const { prisma } = database;
    expect(await prisma.usageRecord.findUniqueOrThrow({ where: { key: callId } })).toMatchObject({ basis: "priced" });
    expect(await prisma.reservation.findUniqueOrThrow({ where: { callId } })).toMatchObject({ settledMicros: 30_000n });
  });

  test("are refused when it is used up, and nothing of a refused call is left", async () => {
    const funded = await seedFunded(1_000_000);
    const callId = newId("call");
    await begin(funded, { callId });
    await end(callId, 1_200_000);
    const refused = newId("call");
    expect(await begin(funded, { callId: refused })).toMatchObject({
      outcome: "spent",
      stop: { budget: funded.budget, limitMicros: 1_000_000, spentMicros: 1_200_000, until: null },
    });
    expect(await database.prisma.providerCall.count({ where: { id: refused } })).toBe(0);
  });

  test("wait while the rest is held by calls under way", async () => {
    const funded = await seedFunded(1_000_000);
    const callId = newId("call");
    await begin(funded, { callId });
    expect(await begin(funded)).toMatchObject({ outcome: "held" });
    await end(callId, 10_000);
    expect(await begin(funded)).toEqual({ outcome: "admitted" });
  });

  test.each(["scripted", "local", "subscription"] as const)("of a %s account cost no money", async (accountKind) => {
    const funded = await seedFunded(10_000);
    for (let times = 0; times < 3; times += 1) {
      expect(await begin(funded, { accountKind })).toEqual({ outcome: "admitted" });
    }
    expect(await projectBudget(funded)).toMatchObject({ spentMicros: 0, reservedMicros: 0 });
  });

  test("of a subscription count where a setting says so", async () => {
    const funded = await seedFunded(10_000);
    const setting = { key: "budgets.countSubscription", value: true };
    await database.prisma.setting.create({ data: setting });
    try {
      await begin(funded, { accountKind: "subscription" });
      expect(await begin(funded, { accountKind: "subscription" })).toMatchObject({ outcome: "held" });
    } finally {
      await database.prisma.setting.delete({ where: { key: setting.key } });
    }
  });

  test("of a model that only the catalogue has a price of are held at that", async () => {
    const listed = "claude-3-haiku-20240307";
    const at = new Date();
    expect(await database.prisma.modelPrice.count({ where: { model: { startsWith: "claude-3-haiku" } } })).toBe(0);
    // Its one-hour cache write, at twice the input, is the dearest of a prompt.
    expect(await dearestRates(database, { model: listed, at })).toEqual({
      prompt: 500_000,
      output: 1_250_000,
      assumed: false,
    });
    const funded = await seedFunded(50_000_000);
    const callId = newId("call");
    await begin(funded, { callId, model: listed });
    expect(await database.prisma.reservation.findUniqueOrThrow({ where: { callId } })).toMatchObject({
      assumedPrice: false,
      micros: BigInt(worstCaseMicros(size, { prompt: 500_000, output: 1_250_000, assumed: false })),
    });
  });

  test("of a model without a price count at the dearest rates", async () => {
    const funded = await seedFunded(50_000_000);
    const callId = newId("call");
    await begin(funded, { callId, model: "nobody-knows-it" });
    await endCall(domain, {
      callId,
      endedAt: new Date(),
      end: {
        ...nothing,
        responseModel: "nobody-knows-it",
        outcome: "COMPLETED",
        usage: { model: "nobody-knows-it", ...noTokens, inputUncached: 1_000, output: 1_000, reportedCostMicros: null },
      },
    });
    expect(await projectBudget(funded)).toMatchObject({ spentMicros: 105_000, reservedMicros: 0 });
  });

  test("count at their worst case when their end was never reported", async () => {
    const funded = await seedFunded(5_000_000);
    const callId = newId("call");
    await begin(funded, { callId });
    await endCall(domain, { callId, endedAt: new Date(), end: { ...nothing, outcome: "UNKNOWN", usage: null } });
    const { micros } = await database.prisma.reservation.findUniqueOrThrow({ where: { callId } });
    expect(await projectBudget(funded)).toMatchObject({ spentMicros: Number(micros), reservedMicros: 0 });
  });

  test("that failed cost nothing", async () => {
    const funded = await seedFunded(5_000_000);
    const callId = newId("call");
    await begin(funded, { callId });
    await endCall(domain, { callId, endedAt: new Date(), end: { ...nothing, outcome: "FAILED", usage: null } });
    expect(await projectBudget(funded)).toMatchObject({ spentMicros: 0, reservedMicros: 0 });
  });
});

describe("races", () => {
  test("of twenty at once, a thousand times over: never more than one call's reservation above the budget", async () => {
    const worst = worstCaseMicros(size, { prompt: 4_000_000, output: 10_000_000, assumed: false });
    const lanes = await Promise.all(Array.from({ length: 10 }, () => seedFunded(2_500_000)));
    let violations = 0;
    const round = async (funded: (typeof lanes)[number]): Promise<void> => {
      const callIds = Array.from({ length: 20 }, () => newId("call"));
      const outcomes = await Promise.all(callIds.map((callId) => reserveAlone(funded, callId)));
      const admitted = callIds.filter((_, index) => outcomes[index]);
      const { limitMicros, spentMicros, reservedMicros } = await projectBudget(funded);
      if (spentMicros + reservedMicros > limitMicros + worst || reservedMicros !== admitted.length * worst) {
        violations += 1;
      }
      if (admitted.length !== 3) violations += 1;
      await database.prisma.$executeRaw`
        UPDATE "Spend" SET "reservedMicros" = 0 WHERE "scope" = 'PROJECT' AND "subjectId" = ${funded.projectId}`;
    };
    await database.prisma.budget.deleteMany({ where: { scope: "INSTALLATION" } });
    await Promise.all(
      lanes.map(async (lane) => {
        for (let times = 0; times < 100; times += 1) await round(lane);
      }),
    );
    expect(violations).toBe(0);
  }, 180_000);
});

test("twenty real calls at once, with their costs, end within the budget and one reservation", async () => {
  const funded = await seedFunded(2_500_000);
  // How many of a round get through is up to the race.
  for (let round = 0; round < 40 && (await projectBudget(funded)).spentMicros < 2_500_000; round += 1) {
    const callIds = Array.from({ length: 20 }, () => newId("call"));
    await Promise.all(
      callIds.map(async (callId) => {
        const { outcome } = await begin(funded, { callId });
        if (outcome === "admitted") await end(callId, 130_000);
      }),
    );
  }
  const { spentMicros, reservedMicros } = await projectBudget(funded);
  const sum = await database.prisma.usageRecord.aggregate({
    where: { projectId: funded.projectId },
    _sum: { costMicros: true },
  });
  expect(reservedMicros).toBe(0);
  expect(BigInt(spentMicros)).toBe(sum._sum.costMicros);
  expect(spentMicros).toBeGreaterThanOrEqual(2_500_000);
  expect(spentMicros).toBeLessThan(2_500_000 + 3 * 130_000);
}, 60_000);

/** The one statement that races are about, without the call's own row. */
const reserveAlone = async ({ projectId, ownerId }: { projectId: string; ownerId: string }, callId: string) => {
  const { day, month } = budgetPeriods(new Date(), "UTC");
  const worst = worstCaseMicros(size, { prompt: 4_000_000, output: 10_000_000, assumed: false });
  const inTheWay = await database.prisma.$queryRaw<unknown[]>`
    SELECT "scope" FROM spiral_reserve(${callId}, ${projectId}, ${ownerId}, ${day}::date, ${month}::date,
      ${worst}::bigint, 4000000::bigint, 10000000::bigint, false)`;
  return inTheWay.length === 0;
};

/** A project of a new owner's that has come to wait for a budget, and its ask. */
const seedWaiting = async (given: { installation?: true } = {}) => {
  const funded = await seedFunded(1_000_000);
  const { projectId, ownerId, lease } = funded;
  const callId = newId("call");
  await begin(funded, { callId });
  await end(callId, 1_100_000);
  const refusal = await begin(funded);
  if (refusal.outcome !== "spent") throw new Error("It was not refused.");
  const budget = { scope: "INSTALLATION", subjectId: "", period: "DAY" } as const;
  const stop = given.installation ? { ...refusal.stop, budget } : refusal.stop;
  await settle(domain, lease, { type: "out_of_budget", stop });
  const ask = await database.prisma.ask.findFirstOrThrow({ where: { projectId, status: "PENDING" } });
  const answer = (limitMicros: number | null, actorId = ownerId) =>
    answerAsk(domain, {
      askId: ask.id,
      contentHash: ask.contentHash,
      actorId,
      answer: {
        kind: "budget_raise",
        ...(limitMicros === null ? { decision: "keep_paused" } : { decision: "raise", limitMicros }),
      },
    });
  const project = () => database.prisma.project.findUniqueOrThrow({ where: { id: projectId } });
  return { ...funded, ask, answer, project };
};

describe("raising", () => {
  test("is asked for, once, and the answer lets the project go on at once in the same run", async () => {
    const { projectId, ownerId, lease, ask, answer, project } = await seedWaiting();
    expect(await project()).toMatchObject({
      status: "WAITING",
      hold: { reason: "budget", stop: { spentMicros: 1_100_000 } },
    });
    expect(ask).toMatchObject({ kind: "budget_raise", runId: lease.runId, content: { operation: "PLAN" } });
    await expect(answer(1_050_000)).rejects.toThrow(/1\.10 are used already/);
    expect(await project()).toMatchObject({ status: "WAITING" });
    await answer(2_000_000);
    expect(await project()).toMatchObject({ status: "PLANNING" });
    await expect(answer(3_000_000)).rejects.toThrow(/Already answered by Ada at 2/);
    expect((await claimOpenRun(domain, projectId)).runId).toBe(lease.runId);
    const audit = await database.prisma.auditEntry.findMany({
      where: { subjectId: projectId, action: "budget.changed" },
      orderBy: { sequence: "asc" },
    });
    expect(audit.at(-1)).toMatchObject({ actorId: ownerId, detail: { from: 1_000_000, to: 2_000_000 } });
  });

  test("of another's budget is refused to all but admins, who may; anybody may keep it paused", async () => {
    const { ask, answer, project } = await seedWaiting({ installation: true });
    const member = await seedUser(domain, { role: "MEMBER" });
    await expect(answer(9_000_000_000, member.id)).rejects.toMatchObject({ code: "forbidden" });
    await answer(null, member.id);
    expect(await project()).toMatchObject({ status: "PAUSED", hold: null });
    expect(await database.prisma.ask.findUnique({ where: { id: ask.id } })).toMatchObject({ status: "ANSWERED" });
  });

  test("is not needed any more when there is room again: the ask is withdrawn, and says so", async () => {
    const { budget, ask, answer, project } = await seedWaiting();
    const admin = await seedUser(domain);
    await changeBudget(domain, { budget, limitMicros: 5_000_000, actorId: admin.id });
    expect(await project()).toMatchObject({ status: "PLANNING" });
    expect(await database.prisma.ask.findUnique({ where: { id: ask.id } })).toMatchObject({ status: "WITHDRAWN" });
    await expect(answer(6_000_000)).rejects.toThrow(/withdrawn/);
  });
});
