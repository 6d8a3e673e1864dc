import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { SwitchReason } from "../../contract/fallback.ts";
import { createTestDatabase, type TestDatabase } from "../../testing/database.ts";
import {
  advanceTo,
  claimOpenRun,
  createTestDomain,
  seedDraft,
  seedUser,
  settle,
} from "../../testing/project-factory.ts";
import { seedCalls } from "../../testing/usage-factory.ts";
import type { Domain } from "../domain.ts";
import { cancelProject, submitProject } from "../projects/index.ts";
import type { Lease } from "../runs/index.ts";
import { useSession } from "../sessions/index.ts";
import { readBreaker, takeProbe } from "./breakers.ts";
import { isWorthLeaving, leaveEarly } from "./leave-early.ts";
import { noteServing, type Serving } from "./note-serving.ts";

const sideOf = (side: Serving["side"], why: SwitchReason | null = null): Serving => ({
  side,
  provider: side === "local" ? "ollama" : "anthropic_api",
  model: side === "local" ? "coder:30b" : side === "claude" ? "claude-opus-5-5" : "claude-sonnet-5-5",
  why,
  until: null,
});

describe("a session that Claude answers is left between two turns", () => {
  test.each([
    ["before a limit, for a local model", sideOf("claude"), sideOf("local", "near_limit"), true],
    ["at a limit that another run has met", sideOf("claude"), sideOf("local", "quota"), true],
    ["because a person wants it", sideOf("claude"), sideOf("local", "wish"), true],
    ["before one family's limit, for another model", sideOf("claude"), sideOf("other_model", "near_limit"), true],
    ["by that other model, too", sideOf("other_model", "near_limit"), sideOf("local", "near_limit"), true],
    ["not for what others have met and it has not", sideOf("claude"), sideOf("local", "overloaded"), false],
    ["not for a network that it has", sideOf("claude"), sideOf("local", "network"), false],
    ["because its account has gone", sideOf("claude"), sideOf("local", "no_account"), true],
    [
      "not for a key that was refused others, who try again later",
      sideOf("claude"),
      { ...sideOf("local", "no_account"), until: new Date(60_000) },
      false,
    ],
    ["not for whoever works already", sideOf("claude"), sideOf("claude"), false],
    ["not for the way back, which a step begins with", sideOf("other_model", "quota"), sideOf("claude"), false],
  ] as const)("%s: %#", (_, working, next, left) => {
    expect(isWorthLeaving(working, next)).toBe(left);
  });
});

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

const [working, next] = [sideOf("claude"), sideOf("local", "near_limit")];

/** A Developer at work with Claude, in a conversation of so many tokens. */
const atWork = async (tokens: number) => {
  const projectId = await seedDraft(domain, { ownerId });
  await submitProject(domain, { projectId, actorId: ownerId });
  await advanceTo(domain, projectId, "IMPLEMENT");
  const lease = await claimOpenRun(domain, projectId);
  const { attemptId, runId, phaseId } = lease;
  await noteServing(domain, { lease, serving: working });
  const session = {
    id: `ses_${projectId}`,
    phaseId: phaseId ?? "",
    provider: "anthropic_api",
    providerSessionId: projectId,
  };
  await database.prisma.agentSession.create({ data: session });
  const { model } = working;
  await useSession(domain, { attemptId, sessionId: session.id, provider: "anthropic_api", model, standIn: false });
  const place = { ownerId, projectId, phaseId: session.phaseId, runId, attemptId };
  await seedCalls(domain, place, [{ at: new Date(), inputUncached: tokens }]);
  return { projectId, lease };
};
const recorded = async (projectId: string) => ({
  switches: await database.prisma.providerSwitch.count({ where: { projectId } }),
  told: await database.prisma.event.count({ where: { projectId, type: "provider.switched" } }),
});

test("the switch is recorded once, with its reason, and the attempt says who works from then on", async () => {
  const { projectId, lease } = await atWork(1_000);
  expect(await leaveEarly(domain, { lease, working, next, contextTokens: 65_536 })).toBe(true);
  expect(await recorded(projectId)).toEqual({ switches: 1, told: 1 });
  expect(await database.prisma.providerSwitch.findFirst({ where: { projectId } })).toMatchObject({
    fromModel: working.model,
    toModel: next.model,
    reason: "near_limit",
  });
  const attempt = await database.prisma.attempt.findUniqueOrThrow({ where: { id: lease.attemptId } });
  expect(attempt).toMatchObject({ provider: "ollama", model: next.model, standIn: true, endedAt: null });
  expect(await leaveEarly(domain, { lease, working: next, next, contextTokens: 65_536 })).toBe(false);
  expect(await recorded(projectId)).toEqual({ switches: 1, told: 1 });
});

test("it stays where its conversation is too long for the local model, and where the run is somebody else's by now", async () => {
  const long = await atWork(60_000);
  expect(await leaveEarly(domain, { lease: long.lease, working, next, contextTokens: 65_536 })).toBe(false);
  expect(await recorded(long.projectId)).toEqual({ switches: 0, told: 0 });
  const taken = await atWork(1_000);
  await database.prisma.run.update({ where: { id: taken.lease.runId }, data: { leaseToken: { increment: 1 } } });
  expect(await leaveEarly(domain, { lease: taken.lease, working, next, contextTokens: 65_536 })).toBe(false);
  expect(await recorded(taken.projectId)).toEqual({ switches: 0, told: 0 });
});

const wish = { working, next: sideOf("local", "wish"), contextTokens: 65_536 };
test.each([
  ["leaves it", (lease: Lease) => leaveEarly(domain, { lease, ...wish })],
  ["is handed back", (lease: Lease) => settle(domain, lease, { type: "released" })],
  [
    "is cancelled",
    async (lease: Lease) => {
      await cancelProject(domain, { projectId: lease.projectId, actorId: ownerId });
      await settle(domain, lease, { type: "released" });
    },
  ],
] as const)("a run that was trying Claude and %s lets the next one try at once", async (_, end) => {
  const { lease } = await atWork(1_000);
  const key = { account: "subscription", model: working.model };
  const until = new Date(domain.clock.now().getTime() - 1_000);
  const due = { state: "OPEN", reason: "quota", message: "Used up.", openedAt: until, until, failures: 1 };
  await database.prisma.breaker.deleteMany();
  await database.prisma.breaker.create({ data: { account: key.account, modelClass: "all", ...due } });
  expect(await takeProbe(domain, key, lease)).toBe(true);
  const seenBy = async (runId: string) => {
    const breaker = await readBreaker(domain, key, { runId });
    return breaker.state === "open" && breaker.until <= domain.clock.now() ? "may try" : "has to wait";
  };
  expect(await seenBy("run_other")).toBe("has to wait");
  await end(lease);
  expect(await seenBy("run_other")).toBe("may try");
  expect(await takeProbe(domain, key, { runId: "run_other" })).toBe(true);
});
