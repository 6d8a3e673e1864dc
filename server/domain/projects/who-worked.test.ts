import { afterAll, beforeAll, expect, test } from "vitest";
import type { ProviderError } from "../../contract/errors.ts";
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
const local = (model: string): Serving => ({ side: "local", provider: "ollama", model, why: "quota", until: null });
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
  const view = () => getProject(domain, { viewer, projectId });
  const card = async () => (await listProjects(domain, { viewer, archived: false })).find(({ id }) => id === projectId);
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
