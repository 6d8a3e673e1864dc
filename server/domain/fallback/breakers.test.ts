import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import type { ProviderError } from "../../contract/errors.ts";
import { Hold } from "../../contract/statuses.ts";
import { createTestDatabase, type TestDatabase } from "../../testing/database.ts";
import {
  advanceTo,
  claimOpenRun,
  createTestDomain,
  openRun,
  seedDraft,
  seedUser,
  settle,
} from "../../testing/project-factory.ts";
import type { Domain } from "../domain.ts";
import { cancelProject, pauseProject, resumeDueProjects, retryProject, submitProject } from "../projects/index.ts";
import type { AttemptReport, Lease } from "../runs/index.ts";
import { makeBreakersDue, takeProbe, tellBreakers } from "./breakers.ts";
import { noteServing } from "./note-serving.ts";

let database: TestDatabase;
let domain: Domain & { close(): Promise<void> };
let ownerId: string;
let now = new Date();

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
  // Only so many are at work at a time.
  const open = await database.prisma.project.findMany({ where: { status: { not: "CANCELLED" } } });
  for (const { id: projectId } of open) await cancelProject(domain, { projectId, actorId: ownerId });
});

const seconds = (count: number): Date => new Date(now.getTime() + count * 1_000);
const errorOf = (cls: ProviderError["class"], part: Partial<ProviderError> = {}): ProviderError => ({
  class: cls,
  message: "It failed.",
  httpStatus: null,
  retryAfterMs: null,
  resetsAt: null,
  ...part,
});

/** A Developer at work with Claude, and attempts that fail. */
const atWork = async (fallbackMode: "auto" | "disabled") => {
  const projectId = await seedDraft(domain, { ownerId, fallbackMode });
  await submitProject(domain, { projectId, actorId: ownerId });
  await advanceTo(domain, projectId, "IMPLEMENT");
  const asked = { account: `scripted:${projectId}`, model: "claude-scripted-1" };
  const begin = async ({ tries = false } = {}): Promise<Lease> => {
    await database.prisma.run.updateMany({ where: { projectId }, data: { notBefore: null } });
    const lease = await claimOpenRun(domain, projectId);
    if (tries) expect(await takeProbe(domain, asked, lease)).toBe(true);
    return lease;
  };
  const fail = async (error: ProviderError, how: { tries?: boolean } = {}): Promise<void> => {
    await settle(domain, await begin(how), { type: "failed", error }, { asked });
  };
  const breaker = () => database.prisma.breaker.findFirst({ where: { account: asked.account } });
  const project = () => database.prisma.project.findUniqueOrThrow({ where: { id: projectId } });
  return { projectId, asked, begin, fail, breaker, project };
};

test("a window whose end is over by the clock and that is refused still is left alone for longer and longer, by hold and breaker alike", async () => {
  const { fail, breaker, project } = await atWork("disabled");
  const pauses: number[] = [];
  for (let time = 0; time < 7; time += 1) {
    await fail(errorOf("quota", { resetsAt: seconds(-20).toISOString() }), { tries: time > 0 });
    const until = (await breaker())?.until ?? now;
    expect(Hold.parse((await project()).hold)).toMatchObject({ reason: "quota", until: until.toISOString() });
    pauses.push(Math.round((until.getTime() - now.getTime()) / 1_000));
    now = new Date(until.getTime() - 1);
    expect(await resumeDueProjects(domain)).toBe(0);
    now = until;
    expect(await resumeDueProjects(domain)).toBe(1);
  }
  // A tenth longer each: many projects must not come back in the same second.
  expect(pauses).toEqual([33, 33, 66, 132, 330, 660, 660]);
});

test("a limit that is set for a run is no outage: nobody else is kept from Claude, and one who tries has an answer", async () => {
  const { fail, breaker, project } = await atWork("auto");
  for (let time = 0; time < 3; time += 1) await fail(errorOf("run_limit"));
  expect(await breaker()).toBeNull();
  expect(Hold.parse((await project()).hold)).toMatchObject({ reason: "attention" });

  const other = await atWork("auto");
  await other.fail(errorOf("quota", { resetsAt: seconds(60).toISOString() }));
  now = seconds(3_600);
  await other.fail(errorOf("run_limit"), { tries: true });
  expect(await other.breaker()).toMatchObject({ state: "CLOSED" });
});

test.each(["authentication", "spend_limit"] as const)(
  "a try that only a person can help (%s) stops who tried, and lets nobody else come back",
  async (cls) => {
    const { projectId, fail, breaker, project } = await atWork("auto");
    await fail(errorOf("quota", { resetsAt: seconds(60).toISOString() }));
    now = seconds(3_600);
    await fail(errorOf(cls), { tries: true });
    // Whoever looks is told what is in the way now.
    const { message } = errorOf(cls);
    expect(await breaker()).toMatchObject({ state: "OPEN", reason: "no_account", message, probeRunId: null });
    expect((await breaker())?.until.getTime()).toBeGreaterThan(seconds(240).getTime());
    expect(await project()).toMatchObject({ status: "WAITING", hold: { reason: "provider", class: cls } });
    // Whoever has mended it tries at once.
    await retryProject(domain, { projectId, actorId: ownerId });
    expect((await breaker())?.until).toEqual(now);
  },
);

test("who ends a step to come back stays the one that tries until its next attempt", async () => {
  const { asked, begin, fail, breaker } = await atWork("auto");
  await fail(errorOf("quota", { resetsAt: seconds(60).toISOString() }));
  now = seconds(3_600);
  const lease = await begin({ tries: true });
  await settle(domain, lease, { type: "released", returns: true });
  expect(await breaker()).toMatchObject({ state: "HALF_OPEN", probeRunId: lease.runId });
  const next = await begin({ tries: true });
  await settle(domain, next, { type: "released" }, { asked });
  expect(await breaker()).toMatchObject({ state: "OPEN", probeRunId: null });
});

test("a service that asks for an hour is left at once, and not asked before; who waits for it says so", async () => {
  const error = errorOf("overloaded", { httpStatus: 503, retryAfterMs: 3_600_000 });
  const { projectId, fail, breaker, project } = await atWork("auto");
  await fail(error);
  expect(await breaker()).toMatchObject({ state: "OPEN", reason: "overloaded" });
  expect((await breaker())?.until.getTime()).toBeGreaterThanOrEqual(seconds(3_600).getTime());
  expect(await project()).toMatchObject({ status: "RUNNING" });
  expect(await openRun(domain, projectId)).toMatchObject({ status: "QUEUED", notBefore: null });

  const waiting = await atWork("disabled");
  await waiting.fail(error);
  const until = (await waiting.breaker())?.until ?? now;
  expect(until.getTime()).toBeGreaterThanOrEqual(seconds(3_600).getTime());
  expect(await waiting.project()).toMatchObject({
    status: "WAITING",
    hold: { reason: "quota", outage: true, until: until.toISOString() },
  });
});

test.each(["network", "overloaded", "throttled", "timeout"] as const)(
  "whoever has nowhere to go waits for a service that is away (%s), asks it at growing intervals, and comes back by itself",
  async (cls) => {
    const { projectId, fail, breaker, project } = await atWork("disabled");
    const patience = cls === "timeout" ? 3 : 5;
    for (let time = 1; time < patience; time += 1) {
      await fail(errorOf(cls));
      expect(await project()).toMatchObject({ status: "RUNNING" });
      expect(await breaker()).toBeNull();
    }
    await fail(errorOf(cls));
    const first = (await breaker())?.until ?? now;
    const waits = { status: "WAITING", hold: { reason: "quota", outage: true } };
    expect(await project()).toMatchObject({ ...waits, hold: { ...waits.hold, until: first.toISOString() } });
    const firstPause = first.getTime() - now.getTime();
    now = first;
    expect(await resumeDueProjects(domain)).toBe(1);

    // Whoever tries asks once.
    await fail(errorOf(cls), { tries: true });
    const second = (await breaker())?.until ?? now;
    expect(second.getTime() - now.getTime()).toBeGreaterThan(firstPause * 1.5);
    expect(await project()).toMatchObject({ ...waits, hold: { ...waits.hold, until: second.toISOString() } });

    await retryProject(domain, { projectId, actorId: ownerId });
    expect((await breaker())?.until).toEqual(now);
    expect(await project()).toMatchObject({ status: "RUNNING", hold: null });
  },
);

/** One that tries, because the limit ought to be over. */
const trying = async () => {
  const found = await atWork("auto");
  await found.fail(errorOf("overloaded", { retryAfterMs: 120_000 }));
  now = (await found.breaker())?.until ?? now;
  return { ...found, lease: await found.begin({ tries: true }) };
};

test("one that tries and is told to slow down keeps all others away, for longer", async () => {
  const { lease, asked, breaker } = await trying();
  await settle(domain, lease, { type: "failed", error: errorOf("throttled", { retryAfterMs: 2_000 }) }, { asked });
  const found = await breaker();
  expect(found).toMatchObject({ state: "OPEN", reason: "overloaded", failures: 2 });
  expect(found?.until.getTime()).toBeGreaterThanOrEqual(seconds(9 * 60).getTime());
});

const aStop = {
  budget: { scope: "INSTALLATION", subjectId: "", period: "DAY" },
  limitMicros: 1_000_000,
  spentMicros: 1_000_000,
  reservedMicros: 0,
  until: null,
} as const;

test.each<[string, AttemptReport["result"], boolean]>([
  ["dies on this machine", { type: "failed", error: errorOf("process_died") }, true],
  ["finds Claude Code missing", { type: "failed", error: errorOf("not_installed") }, true],
  ["has no money left", { type: "out_of_budget", stop: aStop }, true],
  ["ends before anybody was asked", { type: "failed", error: errorOf("no_sandbox") }, false],
])("one that tries and %s has shown nothing of Claude: the next one tries", async (_, result, asks) => {
  const { lease, asked, breaker } = await trying();
  await settle(domain, lease, result, { asked: asks ? asked : null });
  expect(await breaker()).toMatchObject({ state: "OPEN", probeRunId: null, failures: 1 });
  expect(await takeProbe(domain, asked, { runId: "run_next" })).toBe(true);
});

test("one that tries and is paused lets the next one try", async () => {
  const { projectId, lease, asked, breaker } = await trying();
  await pauseProject(domain, { projectId, actorId: ownerId });
  await settle(domain, lease, { type: "released" }, { asked });
  expect(await breaker()).toMatchObject({ state: "OPEN", probeRunId: null });
});

test("one that tries and comes back with a local model lets the next one try", async () => {
  const { lease, breaker } = await trying();
  const serving = { side: "local", provider: "scripted", model: "local", why: "wish", until: null } as const;
  await noteServing(domain, { lease, serving });
  expect(await breaker()).toMatchObject({ state: "OPEN", probeRunId: null });
});

test("a person who wants Claude tried again for a sample changes nothing for all others, nor the other way round", async () => {
  await database.prisma.breaker.deleteMany();
  const { projectId: sample, asked } = await atWork("auto");
  const projectId = await seedDraft(domain, { ownerId });
  await database.prisma.project.update({ where: { id: projectId }, data: { scenario: null } });
  const key = { account: "api_key:abcd", model: "claude-opus-5-5" };
  const until = async () =>
    Object.fromEntries((await database.prisma.breaker.findMany()).map((row) => [row.account, row.until]));
  const error = errorOf("quota", { resetsAt: seconds(600).toISOString() });
  for (const each of [asked, key])
    await database.prisma.$transaction((tx) =>
      tellBreakers(tx, each, { runId: "run_none", error, failures: 1, hasWayOut: true, now, random: () => 0.5 }),
    );
  const end = (await until())[key.account];
  await makeBreakersDue(domain, { projectId: sample });
  expect(await until()).toEqual({ [asked.account]: now, [key.account]: end });
  now = seconds(10);
  await makeBreakersDue(domain, { projectId });
  expect(await until()).toEqual({ [asked.account]: seconds(-10), [key.account]: now });
});
