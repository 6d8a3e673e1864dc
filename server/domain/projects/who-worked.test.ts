import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { ProviderError } from "../../contract/errors.ts";
import type { SwitchReason } from "../../contract/fallback.ts";
import { seedCalls } from "../../testing/usage-factory.ts";
import { createTestDatabase, type TestDatabase } from "../../testing/database.ts";
import {
  advanceTo,
  claimOpenRun,
  createTestDomain,
  goodOutput,
  seedDraft,
  seedUser,
  settle,
} from "../../testing/project-factory.ts";
import { claudesAccountName } from "../accounts/index.ts";
import type { Domain } from "../domain.ts";
import { isStandIn, noteServing, type Serving } from "../fallback/index.ts";
import { useSession } from "../sessions/index.ts";
import { getProject, listProjects, redoPhase, submitProject } from "./index.ts";

let database: TestDatabase;
let domain: Domain & { close(): Promise<void> };
let now = new Date("2026-11-28T12:00:00Z");
beforeAll(async () => {
  database = await createTestDatabase();
  domain = await createTestDomain(database, { now: () => now });
});
afterAll(async () => {
  await domain.close();
  await database.close();
});

const pass = (minutes: number): void => {
  now = new Date(now.getTime() + minutes * 60_000);
};
const overloaded: ProviderError = {
  class: "overloaded",
  message: "The model could not be loaded.",
  httpStatus: null,
  retryAfterMs: null,
  resetsAt: null,
};
const inHours = (hours: number): Date => new Date(now.getTime() + hours * 3_600_000);
const local = (model: string): Serving => ({
  side: "local",
  provider: "ollama",
  model,
  why: "quota",
  until: inHours(1),
});
const claude: Serving = {
  side: "claude",
  provider: "anthropic_api",
  model: "claude-sonnet-5-5",
  why: null,
  until: null,
};

/** A project whose next run is the Developer's, and its attempts. */
const atWork = async (phases = 1) => {
  const { id: ownerId } = await seedUser(domain);
  const viewer = { id: ownerId, role: "ADMIN" } as const;
  const projectId = await seedDraft(domain, { ownerId });
  await submitProject(domain, { projectId, actorId: ownerId });
  await advanceTo(domain, projectId, "IMPLEMENT", phases);
  /** Ten minutes of work that fail. */
  const attempt = async (serving: Serving) => {
    await database.prisma.run.updateMany({ where: { projectId }, data: { notBefore: null } });
    const lease = await claimOpenRun(domain, projectId);
    const { attemptId } = lease;
    // It is the database's clock that says when an attempt began.
    await database.prisma.attempt.update({ where: { id: attemptId }, data: { startedAt: now } });
    await noteServing(domain, { lease, serving });
    const { model } = serving;
    const standIn = isStandIn(serving);
    const provider = serving.side === "local" ? "ollama" : "anthropic_api";
    await useSession(domain, { attemptId, sessionId: null, provider, model, standIn });
    pass(10);
    return lease;
  };
  const view = (of: Domain = domain) => getProject(of, { viewer, projectId });
  const card = async (of: Domain = domain) =>
    (await listProjects(of, { viewer, archived: false })).find(({ id }) => id === projectId);
  return { projectId, ownerId, attempt, view, card };
};

test("card, phase and report name the local model that worked, also where another one stood in first", async () => {
  const { attempt, view, card } = await atWork();
  const first = await attempt(local("coder:30b"));
  expect(await card()).toMatchObject({ standIn: { model: "coder:30b" } });
  await settle(domain, first, { type: "failed", error: overloaded });
  await attempt(local("coder:9b"));
  expect(await card()).toMatchObject({ standIn: { model: "coder:9b", reason: "quota" } });
  expect(await view()).toMatchObject({
    standIn: { model: "coder:9b" },
    phases: [{ standIn: "coder:9b" }],
    standInWork: [{ models: ["coder:30b", "coder:9b"], reasons: ["quota"], ms: 20 * 60_000, goesOn: true }],
  });
});

test("who stood in is named after Claude is back, as long as what it did is there", async () => {
  const { projectId, ownerId, attempt, view, card } = await atWork(2);
  expect(await card()).toMatchObject({ stoodIn: [] });
  for (const model of ["coder:30b", "coder:9b"])
    await settle(domain, await attempt(local(model)), { type: "failed", error: overloaded });
  await attempt(claude);
  const redo = async (index: number, from: "start" | "as_it_stands") => {
    const phaseId = (await view()).phases[index]?.id ?? "none";
    await database.prisma.phase.update({ where: { id: phaseId }, data: { baseCommit: "1".repeat(40) } });
    await redoPhase(domain, { projectId, phaseId, actorId: ownerId, from, text: null, model: null });
  };
  const expectNamed = async (first: readonly string[], second: readonly string[]) => {
    const stoodIn = [...first, ...second];
    const lastOf = (models: readonly string[]) => ({ standIn: models.at(-1) ?? null });
    expect(await card()).toMatchObject({ standIn: null, stoodIn });
    expect(await view()).toMatchObject({
      standIn: null,
      stoodIn,
      standInWork: [first, second].filter(({ length }) => length > 0).map((models) => ({ models })),
      phases: [lastOf(first), lastOf(second)],
    });
  };
  const [both, other] = [["coder:30b", "coder:9b"], ["coder:70b"]] as const;
  await expectNamed(both, []);
  // Claude goes on from what is there: nothing is put back.
  await redo(0, "as_it_stands");
  const done = await attempt(claude);
  await expectNamed(both, []);
  await settle(domain, done, { type: "succeeded", ...goodOutput("IMPLEMENT") });
  await advanceTo(domain, projectId, "ACCEPT");
  await advanceTo(domain, projectId, "IMPLEMENT");
  await settle(domain, await attempt(local("coder:70b")), { type: "failed", error: overloaded });
  await attempt(claude);
  await expectNamed(both, other);
  await redo(1, "start");
  await expectNamed(both, []);
  // Taken back before the files were.
  await redo(1, "as_it_stands");
  await expectNamed(both, other);
  // Puts back what came after it, too.
  await redo(0, "start");
  await expectNamed([], []);
  await advanceTo(domain, projectId, "IMPLEMENT");
  await advanceTo(domain, projectId, "ACCEPT");
  await advanceTo(domain, projectId, "IMPLEMENT");
  await expectNamed([], []);
});

describe("why a local model stands in", () => {
  /** Projects of one's own, with a key for Claude. */
  const ownWork = async () => {
    const at = await atWork();
    const { projectId } = at;
    await database.prisma.project.update({ where: { id: projectId }, data: { scenario: null } });
    const keyed = { ...domain, environment: { ...domain.environment, ANTHROPIC_API_KEY: "sk-ant-nobody-uses-it" } };
    /** The same on card and page. */
    const standIn = async (of: Domain = keyed) => {
      const [card, view] = [await at.card(of), await at.view(of)];
      expect(card?.standIn).toEqual(view.standIn);
      return view.standIn;
    };
    const openBreaker = async (reason: SwitchReason, until: Date, modelClass = "all") => {
      const account = (await claudesAccountName(keyed)) ?? "none";
      const row = { state: "OPEN", reason, message: "", openedAt: now, until, failures: 1 };
      await database.prisma.breaker.create({ data: { account, modelClass, ...row } });
    };
    const change = (data: { providerWish?: string | null; private?: boolean }) =>
      database.prisma.project.update({ where: { id: projectId }, data });
    return { ...at, standIn, openBreaker, change };
  };
  const model = "coder:30b";
  beforeEach(async () => {
    await database.prisma.breaker.deleteMany();
    await database.prisma.setting.deleteMany();
  });

  test("is what keeps it there now: a wish or a missing account has no end, whatever it went over for", async () => {
    const { projectId, attempt, standIn, change } = await ownWork();
    const limit = { reason: "quota", until: inHours(1) } as const;
    await attempt(local(model));
    expect(await standIn()).toEqual({ model, ...limit });
    const wished = { model, reason: "wish", until: null };
    await change({ providerWish: "local" });
    expect(await standIn()).toEqual(wished);
    await change({ providerWish: null });
    await database.prisma.setting.create({ data: { key: "fallback.wish", value: "local" } });
    expect(await standIn()).toEqual(wished);
    await change({ providerWish: "claude" });
    expect(await standIn()).toEqual({ model, ...limit });
    await database.prisma.phase.updateMany({ where: { projectId }, data: { provider: "local" } });
    expect(await standIn()).toEqual(wished);
    await database.prisma.phase.updateMany({ where: { projectId }, data: { provider: null } });
    const gone = { model, reason: "no_account", until: null };
    expect(await standIn(domain)).toEqual(gone);
    // A subscription that is somebody else's.
    const environment = { ...domain.environment, CLAUDE_CODE_OAUTH_TOKEN: "nobody-uses-it" };
    expect(await standIn({ ...domain, environment })).toEqual(gone);
  });

  test("is what is known of the account where what it went over for is over", async () => {
    const { attempt, standIn, openBreaker } = await ownWork();
    await attempt(local(model));
    pass(120);
    expect(await standIn()).toMatchObject({ reason: "quota" });
    const until = inHours(1);
    await openBreaker("near_limit", inHours(3), "opus");
    await openBreaker("overloaded", until);
    expect(await standIn()).toEqual({ model, reason: "overloaded", until });
  });

  test("is not known where the families of models have reasons of their own", async () => {
    const { attempt, standIn, openBreaker } = await ownWork();
    await attempt({ ...local(model), why: "wish", until: null });
    expect(await standIn()).toEqual({ model, reason: null, until: null });
    const until = inHours(1);
    await openBreaker("near_limit", until, "opus");
    expect(await standIn()).toEqual({ model, reason: "near_limit", until });
    await openBreaker("quota", until, "sonnet");
    expect(await standIn()).toEqual({ model, reason: null, until: null });
  });

  test("is its limit where a project was private before, and nobody stands in before one works again", async () => {
    const { attempt, standIn, openBreaker, change } = await ownWork();
    await change({ private: true });
    await settle(domain, await attempt({ ...local(model), why: "private", until: null }), {
      type: "failed",
      error: overloaded,
    });
    expect(await standIn()).toBeNull();
    await change({ private: false });
    expect(await standIn()).toBeNull();
    const until = inHours(1);
    await openBreaker("quota", until);
    await attempt(local(model));
    expect(await standIn()).toEqual({ model, reason: "quota", until });
  });
});

test("nobody stands in while the project waits for a local model", async () => {
  const { projectId, attempt, card } = await atWork();
  const lease = await attempt(local("coder:30b"));
  const error = { ...overloaded, class: "no_local_model", message: "None is ready." } as const;
  await settle(domain, lease, { type: "failed", error });
  expect(await database.prisma.project.findUniqueOrThrow({ where: { id: projectId } })).toMatchObject({
    status: "WAITING",
    servedBy: "local",
  });
  expect(await card()).toMatchObject({ standIn: null });
});

test("the way back says how long the other one worked, not how long the project waited", async () => {
  const { projectId, attempt } = await atWork();
  const first = await attempt(local("coder:30b"));
  await settle(domain, first, { type: "failed", error: overloaded });
  pass(300);
  await attempt(claude);
  const back = await database.prisma.event.findFirst({
    where: { projectId, type: "provider.switched" },
    orderBy: { sequence: "desc" },
  });
  expect(back?.payload).toMatchObject({ reason: "recovered", lastedMs: 10 * 60_000 });
});

test("what a local model did alone is told from what Claude had a part in: by an answer or at work, not by a refusal", async () => {
  const { projectId, ownerId, attempt, view, card } = await atWork();
  const calls = async ({ runId, attemptId }: { runId: string; attemptId: string }, data: object) => {
    const phaseId = (await view()).phases[0]?.id ?? "none";
    await seedCalls(domain, { ownerId, projectId, phaseId, runId, attemptId }, [{ at: now, ...data }]);
  };
  const expectClaudes = async (part: boolean) => {
    expect(await card()).toMatchObject({ stoodIn: ["coder:30b"], allLocal: !part });
    expect(await view()).toMatchObject({ allLocal: !part, phases: [{ standIn: "coder:30b", claudeToo: part }] });
  };
  expect(await card()).toMatchObject({ allLocal: false });
  const first = await attempt(local("coder:30b"));
  await calls(first, { outcome: "FAILED", errorClass: "quota" });
  await calls(first, { provider: "ollama", model: "coder:30b" });
  // As a sample's stand-in is booked.
  await calls(first, { provider: "scripted", model: "coder:30b" });
  await expectClaudes(false);
  await settle(domain, first, { type: "failed", error: overloaded });
  const second = await attempt(claude);
  await expectClaudes(true);
  await settle(domain, second, { type: "failed", error: overloaded });
  await expectClaudes(false);
  await calls(second, {});
  await expectClaudes(true);
});
