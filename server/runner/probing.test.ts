import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import type { ProviderError } from "../contract/errors.ts";
import { Hold } from "../contract/statuses.ts";
import type { Domain } from "../domain/domain.ts";
import { recordCheck, recordHost } from "../domain/local-models/index.ts";
import { cancelProject, createProject, resumeDueProjects, retryProject } from "../domain/projects/index.ts";
import type { Lease } from "../domain/runs/index.ts";
import { useSession } from "../domain/sessions/index.ts";
import { createTestDatabase, type TestDatabase } from "../testing/database.ts";
import { claimOpenRun, createTestDomain, seedUser, settle } from "../testing/project-factory.ts";
import { accountForRun, breakerKeyOf, type WorkingAccount } from "./account-for-run.ts";
import { createLiveSwitch } from "./live-switch.ts";
import { nobodyWorks } from "./steps/reports.ts";

// Several projects at one account's breaker.
let database: TestDatabase;
let domain: Domain & { close(): Promise<void> };
let now = new Date();
const url = "http://127.0.0.1:11434";

beforeAll(async () => {
  database = await createTestDatabase();
  const plain = await createTestDomain(database, { now: () => now });
  const environment = { ...plain.environment, OLLAMA_HOST: url, ANTHROPIC_API_KEY: "sk-ant-nobody-has-this" };
  domain = { ...plain, environment };
  const model = {
    name: "coder:30b",
    digest: "d",
    runsAt: null,
    sizeBytes: 19e9,
    parameterSize: null,
    quantization: null,
    capabilities: ["tools"],
    contextLength: 131_072,
    loaded: null,
  };
  await recordHost(domain, { url, seen: { reachable: true, version: "0.40", models: [model] } });
  const result = { outcome: "passed", reason: null, detail: null, durationMs: 1 } as const;
  await recordCheck(domain, { hostUrl: url, model: model.name, digest: model.digest, result });
});
afterAll(async () => {
  await domain.close();
  await database.close();
});
beforeEach(async () => {
  await database.prisma.breaker.deleteMany();
  // Only so many are at work at a time.
  const open = await database.prisma.project.findMany({ where: { status: { not: "CANCELLED" } } });
  for (const { id, ownerId } of open) await cancelProject(domain, { projectId: id, actorId: ownerId });
});

const usedUp = (): ProviderError => ({
  class: "quota",
  message: "Used up.",
  httpStatus: 429,
  retryAfterMs: null,
  resetsAt: after(60).toISOString(),
});
const after = (seconds: number): Date => new Date(now.getTime() + seconds * 1_000);
const breaker = () => database.prisma.breaker.findFirstOrThrow();

/** A project whose next attempt begins when it is told to. */
const submitted = async (fallbackMode: "auto" | "disabled") => {
  const { id: ownerId } = await seedUser(domain);
  const { projectId } = await createProject(domain, { ownerId, input: { brief: "A greeting, with a test." } });
  await database.prisma.project.update({ where: { id: projectId }, data: { fallbackMode } });
  const project = () => database.prisma.project.findUniqueOrThrow({ where: { id: projectId } });
  const until = async () => {
    const { hold } = await project();
    const held = hold === null ? null : Hold.parse(hold);
    return held?.reason === "quota" ? new Date(held.until) : null;
  };
  const waitsForAnother = async () => {
    const held = Hold.parse((await project()).hold);
    return held.reason === "quota" && held.tried === true;
  };
  const question = async (lease: Lease) => {
    const whose = { scriptedUrl: "", project: await project(), operation: "PLAN", phase: null } as const;
    return { ...whose, phaseIndex: 0, round: 0, runId: lease.runId };
  };
  /** Whoever works, or null where the project waits by now. */
  const begin = async (meanwhile: () => Promise<unknown> = () => Promise.resolve()) => {
    const lease = await claimOpenRun(domain, projectId);
    const who = await accountForRun(domain, await question(lease));
    if (who.provider === null) {
      await meanwhile();
      await settle(domain, lease, { type: "failed", error: who.error }, nobodyWorks(who));
      return null;
    }
    const { provider, model } = who;
    const session = { attemptId: lease.attemptId, sessionId: null, provider, model, standIn: false };
    await useSession(domain, session);
    return { lease, who };
  };
  const end = async ({ lease, who }: { lease: Lease; who: WorkingAccount }, error: ProviderError | null) =>
    settle(domain, lease, error === null ? { type: "released" } : { type: "failed", error }, {
      asked: breakerKeyOf(await project(), who),
    });
  const live = async ({ lease, who }: { lease: Lease; who: WorkingAccount }, hasAnswered: () => boolean) => {
    const accountInside = () => Promise.resolve(who.account);
    const room = { accountInside, hasAnswered, lastError: () => null, endCalls: () => undefined };
    const place = { domain, lease, project: await project(), random: () => 0.5, room };
    return createLiveSwitch(place, { question: await question(lease), who });
  };
  /** *Try again*, as its page offers it. */
  const retry = () => retryProject(domain, { projectId, actorId: ownerId });
  return { begin, end, live, retry, until, waitsForAnother };
};
type Submitted = Awaited<ReturnType<typeof submitted>>;
type AtWork = Exclude<Awaited<ReturnType<Submitted["begin"]>>, null>;
const working = (begun: AtWork | null): AtWork => {
  if (begun === null) throw new Error("It waits.");
  return begun;
};

/** Two projects that have nowhere else to go: the limit is over, the first one tries, and the other waits for that. */
const twoAtOneBreaker = async () => {
  const [first, second] = [await submitted("disabled"), await submitted("disabled")];
  await first.end(working(await first.begin()), usedUp());
  expect(await second.begin()).toBeNull();
  const { until } = await breaker();
  expect([await first.until(), await second.until()]).toEqual([until, until]);
  now = until;
  expect(await resumeDueProjects(domain)).toBe(2);
  const trying = working(await first.begin());
  expect(await second.begin()).toBeNull();
  expect(await second.until()).toEqual((await breaker()).probeUntil);
  expect(await second.waitsForAnother()).toBe(true);
  now = after(60);
  expect(await resumeDueProjects(domain)).toBe(0);
  return { first, second, trying };
};

test("Claude's first answer to the one that tries lets the others go on, long before its step has ended", async () => {
  const { first, second, trying } = await twoAtOneBreaker();
  let answered = false;
  const live = await first.live(trying, () => answered);
  // It was resumed, and has carried out a tool that was asked for before.
  await live.betweenTurns();
  expect(await breaker()).toMatchObject({ state: "HALF_OPEN" });
  answered = true;
  expect(await live.betweenTurns()).toBeNull();
  expect(await breaker()).toMatchObject({ state: "CLOSED" });
  expect(await second.until()).toEqual(now);
  expect(await resumeDueProjects(domain)).toBe(1);
  expect(working(await second.begin()).who.serving.side).toBe("claude");
});

test("what one project finds out before the limit's end lets all others go on, too, that wait for that end", async () => {
  const [first, second] = [await submitted("disabled"), await submitted("disabled")];
  await first.end(working(await first.begin()), usedUp());
  expect(await second.begin()).toBeNull();
  now = after(20);
  await first.retry();
  const trying = working(await first.begin());
  expect(await second.until()).not.toEqual(now);
  const live = await first.live(trying, () => true);
  await live.betweenTurns();
  expect(await breaker()).toMatchObject({ state: "CLOSED" });
  expect(await second.until()).toEqual(now);
  expect(await resumeDueProjects(domain)).toBe(1);
  expect(working(await second.begin()).who.serving.side).toBe("claude");
});

test("whoever has just found out that it must wait does not, where that is over before it stands still", async () => {
  const [first, second] = [await submitted("disabled"), await submitted("disabled")];
  await first.end(working(await first.begin()), usedUp());
  now = after(20);
  await first.retry();
  const live = await first.live(working(await first.begin()), () => true);
  expect(await second.begin(() => live.betweenTurns())).toBeNull();
  expect(await breaker()).toMatchObject({ state: "CLOSED" });
  expect(await second.until()).toEqual(now);
});

test("a try that fails makes the others wait for the next one, and no longer for its end", async () => {
  const { first, second, trying } = await twoAtOneBreaker();
  await first.end(trying, usedUp());
  const { until } = await breaker();
  expect([await first.until(), await second.until()]).toEqual([until, until]);
  expect(await second.waitsForAnother()).toBe(false);
});

test("a try that is given up lets another one try at once", async () => {
  const { first, second, trying } = await twoAtOneBreaker();
  await first.end(trying, null);
  expect(await breaker()).toMatchObject({ state: "OPEN" });
  expect(await resumeDueProjects(domain)).toBe(1);
  expect(working(await second.begin()).who.serving.side).toBe("claude");
  expect(await breaker()).toMatchObject({ state: "HALF_OPEN" });
});

test("whoever tries for longer than it may is not made to leave Claude by the next one that tries", async () => {
  const [first, second] = [await submitted("auto"), await submitted("auto")];
  await first.end(working(await first.begin()), usedUp());
  expect(working(await second.begin()).who.serving).toMatchObject({ side: "local", why: "quota" });
  now = (await breaker()).until;
  const trying = working(await first.begin());
  now = after(11 * 60);
  const third = await submitted("auto");
  const next = working(await third.begin());
  expect(next.who.serving.side).toBe("claude");
  expect((await breaker()).probeRunId).toBe(next.lease.runId);
  const live = await first.live(trying, () => true);
  expect(await live.betweenTurns()).toBeNull();
  expect(live.working.serving.side).toBe("claude");
  expect(await breaker()).toMatchObject({ state: "HALF_OPEN", probeRunId: next.lease.runId });
});

test("another of Claude's models goes on until its turn's end, when the chosen one's limit is over; then that one is tried", async () => {
  const first = await submitted("auto");
  const error = { ...usedUp(), window: "seven_day_sonnet" };
  await first.end(working(await first.begin()), error);
  const standing = working(await first.begin());
  expect(standing.who).toMatchObject({ model: "claude-opus-5-5", serving: { side: "other_model", why: "quota" } });
  const live = await first.live(standing, () => true);
  expect([await live.betweenTurns(), live.returns]).toEqual([null, false]);
  now = (await breaker()).until;
  expect([await live.betweenTurns(), live.returns]).toEqual([null, true]);
  const { probeUntil } = await breaker();
  const held = { state: "HALF_OPEN", probeRunId: standing.lease.runId, probeUntil };
  now = after(5);
  expect(await breaker()).toMatchObject(held);
  // Its process is told that it makes no more calls, which is no failure of anybody's.
  const refused = { ...usedUp(), class: "authentication", httpStatus: 403 } as const;
  expect(await live.standIn(refused)).toBeNull();
  expect(await breaker()).toMatchObject(held);
  await settle(domain, standing.lease, { type: "released", returns: true });
  expect(working(await first.begin()).who).toMatchObject({ model: "claude-sonnet-5-5", serving: { side: "claude" } });
  // The same try: whoever waits for its end knows it by that time.
  expect(await breaker()).toMatchObject(held);
});

test("another of Claude's models that answers is not left for the chosen one's rest, when others are refused by it", async () => {
  await recordHost(domain, { url, seen: { reachable: false, error: { ...usedUp(), class: "network" } } });
  const first = await submitted("auto");
  const began = working(await first.begin());
  const { account } = breakerKeyOf({ id: "prj_none", scenario: null }, began.who);
  await first.end(began, null);
  const open = async (modelClass: string, reason: "near_limit" | "overloaded", seconds: number) => {
    const state = { state: "OPEN", reason, message: "So.", openedAt: now, until: after(seconds), failures: 0 };
    await database.prisma.breaker.create({ data: { account, modelClass, ...state } });
  };
  await open("sonnet", "near_limit", 3_600);
  const standing = working(await first.begin());
  expect(standing.who).toMatchObject({ model: "claude-opus-5-5", serving: { side: "other_model", why: "near_limit" } });
  const live = await first.live(standing, () => true);
  expect([await live.betweenTurns(), live.returns]).toEqual([null, false]);
  await open("opus", "overloaded", 60);
  expect([await live.betweenTurns(), live.returns]).toEqual([null, false]);
  // Who asks anew is refused there, and uses what is left here.
  const second = await submitted("auto");
  expect(working(await second.begin()).who).toMatchObject({ model: "claude-sonnet-5-5" });
  now = after(3_600);
  expect([await live.betweenTurns(), live.returns]).toEqual([null, true]);
});
