import { afterAll, beforeAll, expect, test } from "vitest";
import { newId } from "../../platform/ids.ts";
import { createTestDatabase, type TestDatabase } from "../../testing/database.ts";
import { aPlan, claimOpenRun, createTestDomain, seedDraft, seedUser } from "../../testing/project-factory.ts";
import type { Domain } from "../domain.ts";
import { submitProject } from "../projects/index.ts";
import type { Lease } from "../runs/index.ts";
import { beginCall, endCall } from "../usage/index.ts";
import { estimateCost, projectCosts } from "./index.ts";

let database: TestDatabase;
let domain: Domain & { close(): Promise<void> };
beforeAll(async () => {
  database = await createTestDatabase();
  domain = await createTestDomain(database);
});
afterAll(async () => {
  await domain.close();
  await database.close();
});

const model = "claude-sonnet-5-5";

const seedProject = async () => {
  const ownerId = (await seedUser(domain)).id;
  const projectId = await seedDraft(domain, { ownerId });
  await submitProject(domain, { projectId, actorId: ownerId });
  const lease = await claimOpenRun(domain, projectId);
  await database.prisma.project.update({ where: { id: projectId }, data: { provider: "anthropic_api" } });
  return { projectId, lease };
};

const seedPhase = async (projectId: string, position: number, finishedAt: Date | null): Promise<string> => {
  const id = newId("phase");
  const status = finishedAt === null ? "IMPLEMENTING" : "ACCEPTED";
  const plan = { title: `Part ${position + 1}`, kind: "build", goal: "Build it." };
  await database.prisma.phase.create({
    data: {
      id,
      projectId,
      cycle: 1,
      position,
      ...plan,
      acceptanceCriteria: [],
      expectedArtefacts: [],
      status,
      finishedAt,
    },
  });
  return id;
};

/** Dollars a million. */
const outputRate = (of: string): number => (of === "claude-opus-5-5" ? 20 : 10);

/** A call whose output tokens cost this much. */
const makeCall = async (
  lease: Lease,
  {
    phaseId = null,
    micros,
    accountKind = "api_key",
    model: asked = model,
    answeredBy = asked,
  }: {
    phaseId?: string | null;
    /** Null: nobody has reported what it used. */
    micros: number | null;
    model?: string;
    /** The exact version of a name. */
    answeredBy?: string;
    accountKind?: "api_key" | "subscription" | "scripted";
  },
): Promise<void> => {
  const callId = newId("call");
  const provider = accountKind === "scripted" ? "scripted" : "anthropic_api";
  const party = { lease: { ...lease, phaseId }, callId, source: "gateway", provider, accountKind } as const;
  await beginCall(domain, { ...party, account: accountKind, model: asked });
  const none = { inputUncached: 0, cacheRead: 0, cacheWrite5m: 0, cacheWrite1h: 0 };
  await endCall(domain, {
    callId,
    endedAt: new Date(),
    end: {
      outcome: micros === null ? "UNKNOWN" : "COMPLETED",
      responseModel: answeredBy,
      messageId: null,
      requestId: null,
      httpStatus: 200,
      errorClass: null,
      retryAfterMs: null,
      firstByteMs: null,
      firstTokenMs: null,
      durationMs: 1,
      usage:
        micros === null
          ? null
          : { model: answeredBy, ...none, output: micros / outputRate(answeredBy), reportedCostMicros: micros },
      details: { thinking: null, webSearches: 0, serviceTier: null, speed: null, geography: null },
      rawUsage: null,
      rateLimits: [],
    },
  });
};

test("money, a subscription's equivalent and scripted calls stay apart, by phase, role, model and attempt", async () => {
  const { projectId, lease } = await seedProject();
  const phaseId = await seedPhase(projectId, 0, null);
  await makeCall(lease, { micros: 10_000 });
  await makeCall(lease, { micros: 20_000, phaseId });
  await makeCall(lease, { micros: 40_000, phaseId, accountKind: "subscription" });
  await makeCall(lease, { micros: 80_000, phaseId, accountKind: "scripted" });
  const costs = await projectCosts(domain, projectId);
  expect(costs.total).toMatchObject({ calls: 4, billedMicros: 30_000, equivalentMicros: 40_000, scriptedCalls: 1 });
  expect(costs.byPhase.map(({ key, figures }) => [key?.number ?? null, figures.billedMicros])).toEqual([
    [null, 10_000],
    [1, 20_000],
  ]);
  expect(costs.byRole).toMatchObject([{ key: "PROJECT_MANAGER", figures: { calls: 4 } }]);
  expect(costs.byModel).toMatchObject([{ key: model, figures: { outputTokens: 15_000 } }]);
  expect(costs.byAttempt).toHaveLength(2);
});

const before = () => new Date(Date.now() + 1_000);
const planned = async (projectId: string, phases: number): Promise<void> => {
  await database.prisma.planRevision.create({
    data: { id: newId("planRevision"), projectId, number: 1, plan: aPlan(phases) },
  });
};

test("an estimate is made of accepted phases from before the plan, and of nothing else", async () => {
  const early = await seedProject();
  await planned(early.projectId, 2);
  expect((await projectCosts(domain, early.projectId)).estimate).toBeNull();

  const past = await seedProject();
  for (const [position, micros] of [100_000, 200_000, 400_000].entries()) {
    const phaseId = await seedPhase(past.projectId, position, new Date());
    await makeCall(past.lease, { micros, phaseId });
  }
  // None of these says what a phase costs: not accepted, without a figure, of a local model in part.
  await makeCall(past.lease, { micros: 900_000, phaseId: await seedPhase(past.projectId, 3, null) });
  const dark = await seedPhase(past.projectId, 4, new Date());
  await makeCall(past.lease, { micros: 900_000, phaseId: dark });
  await makeCall(past.lease, { micros: null, phaseId: dark });
  const mixed = await seedPhase(past.projectId, 5, new Date());
  await makeCall(past.lease, { micros: 900_000, phaseId: mixed });
  await makeCall(past.lease, { micros: 10, phaseId: mixed, accountKind: "scripted" });

  const late = await seedProject();
  await planned(late.projectId, 2);
  expect((await projectCosts(domain, late.projectId)).estimate).toEqual({
    lowMicros: 300_000,
    medianMicros: 400_000,
    highMicros: 600_000,
    phases: 2,
    isPlanned: true,
    basedOnPhases: 3,
    alike: ["model", "complexity"],
  });
  // What was expected then does not change with what is known now.
  expect((await projectCosts(domain, early.projectId)).estimate).toBeNull();
});

test("an estimate prefers what is most alike, and never takes another model's phases", async () => {
  const of = async (micros: number, choices: { language?: string; complexity?: string; model?: string }) => {
    const { projectId, lease } = await seedProject();
    const { model: own, ...columns } = choices;
    await database.prisma.project.update({ where: { id: projectId }, data: { status: "SUCCEEDED", ...columns } });
    for (const position of [0, 1, 2]) {
      const phaseId = await seedPhase(projectId, position, new Date());
      await makeCall(lease, { micros, phaseId, ...(own === undefined ? {} : { model: own }) });
    }
  };
  await of(1_000_000, { language: "rust", complexity: "complex", model: "claude-opus-5-5" });
  await of(2_000_000, { language: "go", complexity: "complex", model: "claude-opus-5-5" });
  await of(50_000, { language: "go", complexity: "simple", model: "claude-opus-5-5" });
  const estimate = (language: "rust" | "python", complexity: "complex" | "medium", with_: string) =>
    estimateCost(domain, { language, complexity, model: with_, phases: null, before: before() });

  expect(await estimate("rust", "complex", "claude-opus-5-5")).toMatchObject({
    medianMicros: 3_000_000,
    phases: 3,
    isPlanned: false,
    basedOnPhases: 3,
    alike: ["model", "complexity", "language"],
  });
  expect(await estimate("python", "complex", "claude-opus-5-5")).toMatchObject({
    lowMicros: 3_000_000,
    highMicros: 6_000_000,
    basedOnPhases: 6,
    alike: ["model", "complexity"],
  });
  expect(await estimate("python", "medium", "claude-opus-5-5")).toMatchObject({ basedOnPhases: 9, alike: ["model"] });
  expect(await estimate("rust", "complex", "claude-fable-5-2")).toBeNull();
});

test("phases that were asked for by a name and answered by its exact version are known by either", async () => {
  const { projectId, lease } = await seedProject();
  const name = { model: "claude-opus-latest", answeredBy: "claude-opus-5-5" };
  for (const position of [0, 1, 2])
    await makeCall(lease, { micros: 20_000, phaseId: await seedPhase(projectId, position, new Date()), ...name });
  const estimate = (of: string) =>
    estimateCost(domain, { language: null, complexity: null, model: of, phases: 1, before: before() });
  expect(await estimate("claude-opus-latest")).toMatchObject({ basedOnPhases: 3, alike: ["model"] });
  expect(await estimate("claude-opus-5-5")).toMatchObject({ alike: ["model"] });
});
