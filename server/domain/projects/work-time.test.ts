import { afterAll, beforeAll, describe, expect, it, test } from "vitest";
import { createTestDatabase, type TestDatabase } from "../../testing/database.ts";
import { aPlan, claimOpenRun, createTestDomain, seedDraft, seedUser, settle } from "../../testing/project-factory.ts";
import type { Domain } from "../domain.ts";
import { claimRun, closeAbandonedAttempts, runTiming } from "../runs/index.ts";
import { getProject, listProjects, pauseProject, resumeProject, submitProject } from "./index.ts";
import { workTime } from "./work-time.ts";

const minutes = 60_000;
const now = new Date("2026-11-20T12:00:00Z");
const ago = (ms: number): Date => new Date(now.getTime() - ms);

describe("time at work", () => {
  it("is the sum of what has ended, where nothing is open", () => {
    expect(workTime({ endedMs: 5 * minutes, open: null }, now)).toEqual({ ms: 5 * minutes, since: null });
  });

  it("goes on while the runner of the open attempt is heard of", () => {
    const startedAt = ago(3 * minutes);
    expect(workTime({ endedMs: 7, open: { startedAt, runnerSeenAt: ago(runTiming.runnerSilenceMs) } }, now)).toEqual({
      ms: 7,
      since: startedAt,
    });
  });

  it("ended when a silent runner was last heard of, and never before it began", () => {
    const open = { startedAt: ago(60 * minutes), runnerSeenAt: ago(50 * minutes) };
    expect(workTime({ endedMs: 7, open }, now)).toEqual({ ms: 7 + 10 * minutes, since: null });
    const early = { startedAt: ago(50 * minutes), runnerSeenAt: ago(60 * minutes) };
    expect(workTime({ endedMs: 7, open: early }, now)).toEqual({ ms: 7, since: null });
    expect(workTime({ endedMs: 7, open: { startedAt: ago(1), runnerSeenAt: null } }, now).since).toBeNull();
  });
});

describe("a project's time at work", () => {
  let database: TestDatabase;
  let domain: Domain & { close(): Promise<void> };
  let owner: { id: string; role: "ADMIN" };
  beforeAll(async () => {
    database = await createTestDatabase();
    domain = await createTestDomain(database, { now: () => now });
    owner = { ...(await seedUser(domain)), role: "ADMIN" };
  });
  afterAll(async () => {
    await domain.close();
    await database.close();
  });

  const ok = { status: "ok", detail: "found", fix: null } as const;
  const findings = { claudeCode: ok, signedIn: true, ollama: ok, git: ok, sandbox: ok };
  const seedRunner = (id: string, heartbeatAt: Date) =>
    database.prisma.runner.create({ data: { id, host: "h", marker: `test:${id}`, findings, heartbeatAt } });
  const submitted = async (): Promise<string> => {
    const projectId = await seedDraft(domain, { ownerId: owner.id });
    await submitProject(domain, { projectId, actorId: owner.id });
    return projectId;
  };
  const begunAt = (id: string, startedAt: Date) =>
    database.prisma.attempt.update({ where: { id }, data: { startedAt } });
  const view = (projectId: string) => getProject(domain, { viewer: owner, projectId });
  /** As the project's page and as its card have it. */
  const work = async (projectId: string) => {
    const cards = await listProjects(domain, { viewer: owner, archived: false });
    return { page: (await view(projectId)).work, card: cards.find(({ id }) => id === projectId)?.work };
  };

  test("stands still while it is paused and goes on with the next attempt", async () => {
    await seedRunner("rnr_alive", now);
    const projectId = await submitted();
    const first = await claimOpenRun(domain, projectId, "rnr_alive");
    await begunAt(first.attemptId, ago(20 * minutes));
    expect(await work(projectId)).toEqual({
      page: { ms: 0, since: ago(20 * minutes) },
      card: { ms: 0, since: ago(20 * minutes) },
    });

    await pauseProject(domain, { projectId, actorId: owner.id });
    await settle(domain, first, { type: "released" });
    const stood = { ms: 20 * minutes, since: null };
    expect(await work(projectId)).toEqual({ page: stood, card: stood });

    await resumeProject(domain, { projectId, actorId: owner.id });
    expect((await work(projectId)).page).toEqual(stood);
    const second = await claimOpenRun(domain, projectId, "rnr_alive");
    await begunAt(second.attemptId, ago(2 * minutes));
    const goesOn = { ms: 20 * minutes, since: ago(2 * minutes) };
    expect(await work(projectId)).toEqual({ page: goesOn, card: goesOn });
    expect((await view(projectId)).runs.map((run) => run.work)).toEqual([goesOn]);
  });

  test("of runs and phases is that of their own attempts", async () => {
    const projectId = await submitted();
    const plan = await claimOpenRun(domain, projectId, "rnr_alive");
    await begunAt(plan.attemptId, ago(3 * minutes));
    await settle(domain, plan, { type: "succeeded", operation: "PLAN", output: aPlan() });
    const implement = await claimOpenRun(domain, projectId, "rnr_alive");
    await begunAt(implement.attemptId, ago(4 * minutes));
    const { phases, runs, work: whole } = await view(projectId);
    expect(runs.map((run) => run.work.ms)).toEqual([3 * minutes, 0]);
    expect(phases.map((each) => each.work)).toEqual([{ ms: 0, since: ago(4 * minutes) }]);
    expect(whole).toEqual({ ms: 3 * minutes, since: ago(4 * minutes) });
  });

  test("leaves out a night in which the machine was off", async () => {
    const projectId = await submitted();
    await seedRunner("rnr_dead", ago(60 * minutes));
    const lost = await claimOpenRun(domain, projectId, "rnr_dead");
    await begunAt(lost.attemptId, ago(65 * minutes));
    const worked = { ms: 5 * minutes, since: null };
    expect((await work(projectId)).page).toEqual(worked);

    await database.prisma.run.update({ where: { id: lost.runId }, data: { leaseExpiresAt: new Date(0) } });
    const next = await claimRun(domain, { runId: lost.runId, runnerId: "rnr_alive" });
    expect(next).not.toBeNull();
    await begunAt(next?.attemptId ?? "", now);
    expect((await work(projectId)).page).toEqual({ ms: 5 * minutes, since: now });

    // The same for an attempt that was open when the project was paused.
    await pauseProject(domain, { projectId, actorId: owner.id });
    await database.prisma.attempt.update({ where: { id: next?.attemptId ?? "" }, data: { runnerId: "rnr_dead" } });
    await begunAt(next?.attemptId ?? "", ago(62 * minutes));
    await closeAbandonedAttempts(domain);
    expect((await work(projectId)).page).toEqual({ ms: 7 * minutes, since: null });
  });
});
