import { afterAll, beforeAll, expect, test } from "vitest";
import type { ProviderError } from "../../contract/errors.ts";
import { createTestDatabase, type TestDatabase } from "../../testing/database.ts";
import {
  advanceTo,
  claimOpenRun,
  createTestDomain,
  seedDraft,
  seedUser,
  settle,
} from "../../testing/project-factory.ts";
import type { Domain } from "../domain.ts";
import { listEvents } from "../events/index.ts";
import { submitProject } from "../projects/index.ts";
import type { Lease } from "../runs/index.ts";
import { useSession } from "../sessions/index.ts";
import { noteServing, type Serving } from "./note-serving.ts";
import { routeOfRun } from "./route-of-run.ts";
import { standInAtOnce } from "./stand-in.ts";

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

const local = {
  hostUrl: "http://127.0.0.1:9",
  allow: "any",
  model: "scripted-local:30b",
  contextTokens: 65_536,
  analysisTokens: 65_536,
  runsAt: null,
} as const;
const used: ProviderError = {
  class: "quota",
  message: "Used up.",
  httpStatus: 429,
  retryAfterMs: null,
  resetsAt: new Date(Date.now() + 3_600_000).toISOString(),
};
const claude: Serving = { side: "claude", provider: "scripted", model: "claude-scripted-1", why: null, until: null };

/** A Developer at work with Claude; nothing has failed yet. */
const atWork = async (fallbackMode: string | null = "auto") => {
  const projectId = await seedDraft(domain, { ownerId, fallbackMode });
  await submitProject(domain, { projectId, actorId: ownerId });
  await advanceTo(domain, projectId, "IMPLEMENT");
  const lease = await claimOpenRun(domain, projectId);
  await begin(lease, claude);
  return { projectId, lease };
};
const begin = async (lease: Lease, serving: Serving): Promise<void> => {
  await noteServing(domain, { lease, serving });
  const { attemptId } = lease;
  const { model } = serving;
  await useSession(domain, { attemptId, sessionId: null, provider: "scripted", model, standIn: serving.why !== null });
};
const askedOf = (projectId: string) => ({ account: `scripted:${projectId}`, model: claude.model });
const goOver = (lease: Lease, error = used) =>
  standInAtOnce(domain, { lease, asked: askedOf(lease.projectId), error, samplesModel: local, random: () => 0.5 });
const recorded = async (projectId: string) => ({
  switches: await database.prisma.providerSwitch.count({ where: { projectId } }),
  told: (await listEvents(domain, { projectId, after: 0, limit: 100 })).filter(
    ({ payload }) => payload.type === "provider.switched",
  ).length,
  breakers: await database.prisma.breaker.count({ where: { account: askedOf(projectId).account } }),
});

test("an attempt goes over once, and says who works from then on", async () => {
  const { projectId, lease } = await atWork();
  expect(await goOver(lease)).toMatchObject({ local, serving: { side: "local", why: "quota" } });
  expect(await recorded(projectId)).toEqual({ switches: 1, told: 1, breakers: 1 });
  const attempt = await database.prisma.attempt.findUniqueOrThrow({ where: { id: lease.attemptId } });
  expect(attempt).toMatchObject({ model: local.model, standIn: true, endedAt: null });
});

test("a runner that dies in the middle of the switch: whoever takes over goes on locally, and nothing is written twice", async () => {
  const { projectId, lease } = await atWork();
  await goOver(lease);
  // Killed here: recorded, and the process never heard of it.
  await database.prisma.run.update({ where: { id: lease.runId }, data: { leaseExpiresAt: new Date(0) } });
  const next = await claimOpenRun(domain, projectId, "rnr_other");
  const project = await database.prisma.project.findUniqueOrThrow({ where: { id: projectId } });
  const { route } = await routeOfRun(domain, {
    project,
    phase: null,
    runId: next.runId,
    claude: askedOf(projectId),
    samplesModel: local,
    occasion: { at: "attempt" },
  });
  expect(route).toMatchObject({ to: "local", why: "quota" });
  await begin(next, { side: "local", provider: "scripted", model: local.model, why: "quota", until: null });
  expect(await recorded(projectId)).toEqual({ switches: 1, told: 1, breakers: 1 });
  // Should the first one live after all, it changes nothing any more.
  expect(await goOver(lease)).toBeNull();
  expect(await settle(domain, lease, { type: "failed", error: used }, { asked: askedOf(projectId) })).toBe("fenced");
  expect(await recorded(projectId)).toEqual({ switches: 1, told: 1, breakers: 1 });
});

test.each([
  ["one that takes its run for its own still", "auto", used, true],
  ["nobody may stand in", "disabled", used, false],
  ["a person decides", "manual", used, false],
  ["it is too early to say", "auto", { ...used, class: "overloaded" }, false],
  ["somebody has to pay", "auto", { ...used, class: "spend_limit" }, false],
] as const)("nothing is decided before the end where %s", async (_, mode, error, taken) => {
  const { projectId, lease } = await atWork(mode);
  if (taken) await database.prisma.run.update({ where: { id: lease.runId }, data: { leaseToken: { increment: 1 } } });
  expect(await goOver(lease, error)).toBeNull();
  expect(await recorded(projectId)).toEqual({ switches: 0, told: 0, breakers: 0 });
});

test("whoever waits for a limit waits until Claude is asked again: the hold and the breaker name one time", async () => {
  const { projectId, lease } = await atWork("disabled");
  await settle(domain, lease, { type: "failed", error: used }, { asked: askedOf(projectId) });
  const { prisma } = database;
  const { until } = await prisma.breaker.findFirstOrThrow({ where: { account: askedOf(projectId).account } });
  expect(until.getTime()).toBeGreaterThan(new Date(used.resetsAt ?? "").getTime());
  expect(await prisma.project.findUniqueOrThrow({ where: { id: projectId } })).toMatchObject({
    status: "WAITING",
    hold: { reason: "quota", until: until.toISOString() },
  });
});
