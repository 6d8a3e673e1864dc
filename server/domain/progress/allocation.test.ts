import { expect, test } from "vitest";
import type { AskAnswer } from "../../contract/asks.ts";
import { domainPlace } from "../../testing/domain-place.ts";
import {
  advanceTo,
  aVerdict,
  claimOpenRun,
  goodOutput,
  openRun,
  seedDraft,
  settle,
} from "../../testing/project-factory.ts";
import {
  cancelProject,
  changeRequestLimits,
  getProject,
  pauseProject,
  resumeProject,
  submitProject,
} from "../projects/index.ts";
import { claimRun } from "../runs/index.ts";
import { answerAsk } from "./answer-ask.ts";

const { database, domain, owner } = await domainPlace();

const view = (projectId: string) => getProject(domain, { viewer: owner, projectId });
const requestsOf = async (projectId: string, role: string) =>
  (await view(projectId)).agents.find((agent) => agent.role === role)?.requests;

type Allocation = Omit<Extract<AskAnswer, { kind: "allocation" }>, "kind">;
const pendingAsk = async (projectId: string) => {
  const ask = (await view(projectId)).asks.find((candidate) => candidate.answer === null);
  if (ask === undefined) throw new Error("Nothing is asked.");
  return ask;
};
const answer = async (projectId: string, given: Allocation) => {
  const { id: askId, contentHash } = await pendingAsk(projectId);
  await answerAsk(domain, { askId, contentHash, actorId: owner.id, answer: { kind: "allocation", ...given } });
};

/** A submitted project whose Developer has so many requests. */
const project = async (developer: number): Promise<string> => {
  const projectId = await seedDraft(domain, { ownerId: owner.id });
  const requestLimits = { PROJECT_MANAGER: 75, DEVELOPER: developer, QUALITY_ASSURANCE: 50 };
  await database.prisma.project.update({ where: { id: projectId }, data: { requestLimits } });
  await submitProject(domain, { projectId, actorId: owner.id });
  return projectId;
};

/** One that waits for the Developer's second request, before its second phase. */
const waiting = async (): Promise<string> => {
  const projectId = await project(1);
  await advanceTo(domain, projectId, "ACCEPT", 2);
  const lease = await claimOpenRun(domain, projectId);
  await settle(domain, lease, { type: "succeeded", ...goodOutput("ACCEPT") });
  return projectId;
};

const jobs = (runId: string) =>
  database.prisma.$queryRaw<unknown[]>`SELECT 1 FROM pgboss.job WHERE "data"->>'runId' = ${runId}`;

test("at zero an agent makes no call: a person is asked, and nothing holds a place or a job", async () => {
  const projectId = await waiting();
  expect(await view(projectId)).toMatchObject({
    status: "WAITING",
    hold: { reason: "allocation" },
    heldFrom: "RUNNING",
    phases: [{ status: "ACCEPTED" }, { status: "IMPLEMENTING" }],
    activity: "Give the Developer more requests? 1 of 1 are used.",
  });
  expect(await requestsOf(projectId, "DEVELOPER")).toEqual({ used: 1, limit: 1 });
  const { content } = await pendingAsk(projectId);
  expect(content).toEqual({
    kind: "allocation",
    role: "DEVELOPER",
    operation: "IMPLEMENT",
    used: 1,
    limit: 1,
    grant: 1,
    reason: "1 phase is left, and the Developer has needed 1 for each so far.",
  });
  const run = await openRun(domain, projectId);
  expect(run).toMatchObject({ operation: "IMPLEMENT", status: "WAITING", requestOf: null });
  expect(await jobs(run?.id ?? "")).toEqual([]);
  expect(await claimRun(domain, { runId: run?.id ?? "", runnerId: "rnr_test" })).toBeNull();
});

test("who waits for an answer leaves its place to the next in the queue", async () => {
  const places = async (value: number) =>
    database.prisma.setting.update({ where: { key: "limits.activeProjects" }, data: { value } });
  const projectId = await project(1);
  await advanceTo(domain, projectId, "ACCEPT", 2);
  const active = await database.prisma.project.count({
    where: { status: { in: ["PLANNING", "RUNNING", "REPORTING"] } },
  });
  await places(active);
  const next = await project(5);
  expect((await view(next)).status).toBe("QUEUED");
  await settle(domain, await claimOpenRun(domain, projectId), { type: "succeeded", ...goodOutput("ACCEPT") });
  expect([(await view(projectId)).status, (await view(next)).status]).toEqual(["WAITING", "PLANNING"]);
  await places(200);
});

test("what is granted lets it go on at once with the run that waited", async () => {
  const projectId = await waiting();
  const run = await openRun(domain, projectId);
  await answer(projectId, { decision: "grant", requests: 3 });
  expect(await requestsOf(projectId, "DEVELOPER")).toEqual({ used: 2, limit: 4 });
  expect(await jobs(run?.id ?? "")).toHaveLength(1);
  const lease = await claimOpenRun(domain, projectId);
  expect(lease.runId).toBe(run?.id);
  await settle(domain, lease, { type: "succeeded", ...goodOutput("IMPLEMENT") });
  await advanceTo(domain, projectId, null);
  expect((await view(projectId)).status).toBe("SUCCEEDED");
});

test("a run that is killed, repeated, paused and resumed is one request", async () => {
  const projectId = await project(2);
  await advanceTo(domain, projectId, "IMPLEMENT");
  const first = await claimOpenRun(domain, projectId);
  await database.prisma.run.update({ where: { id: first.runId }, data: { leaseExpiresAt: new Date(0) } });
  const second = await claimOpenRun(domain, projectId);
  const error = { class: "network", message: "no", httpStatus: null, retryAfterMs: null, resetsAt: null } as const;
  await settle(domain, second, { type: "failed", error });
  await pauseProject(domain, { projectId, actorId: owner.id });
  await resumeProject(domain, { projectId, actorId: owner.id });
  const third = await claimOpenRun(domain, projectId);
  expect([second.runId, third.runId]).toEqual([first.runId, first.runId]);
  expect(await requestsOf(projectId, "DEVELOPER")).toEqual({ used: 1, limit: 2 });
  expect(await settle(domain, first, { type: "released" })).toBe("fenced");
  expect(await requestsOf(projectId, "DEVELOPER")).toEqual({ used: 1, limit: 2 });
});

test("what was cancelled before anybody began it gives its request back; checks take none", async () => {
  const projectId = await project(2);
  await advanceTo(domain, projectId, "IMPLEMENT");
  await cancelProject(domain, { projectId, actorId: owner.id });
  expect(await requestsOf(projectId, "DEVELOPER")).toEqual({ used: 0, limit: 2 });
  expect(await requestsOf(projectId, "PROJECT_MANAGER")).toEqual({ used: 1, limit: 75 });
});

test("kept paused, it asks again when it is resumed; stopped, it is cancelled", async () => {
  const projectId = await waiting();
  await answer(projectId, { decision: "keep_paused" });
  expect(await view(projectId)).toMatchObject({ status: "PAUSED", hold: null });
  await resumeProject(domain, { projectId, actorId: owner.id });
  expect(await view(projectId)).toMatchObject({ status: "WAITING", hold: { reason: "allocation" } });
  await answer(projectId, { decision: "stop" });
  expect((await view(projectId)).status).toBe("CANCELLED");
});

test("raising the limit on the project's page withdraws the ask and goes on", async () => {
  const projectId = await waiting();
  const { id } = await pendingAsk(projectId);
  const limits = { PROJECT_MANAGER: 75, DEVELOPER: 1, QUALITY_ASSURANCE: 60 };
  await changeRequestLimits(domain, { projectId, limits, actorId: owner.id });
  expect((await view(projectId)).status).toBe("WAITING");
  await changeRequestLimits(domain, { projectId, limits: { ...limits, DEVELOPER: 5 }, actorId: owner.id });
  expect((await view(projectId)).status).toBe("RUNNING");
  expect(await database.prisma.ask.findUnique({ where: { id } })).toMatchObject({ status: "WITHDRAWN" });
  const below = changeRequestLimits(domain, {
    projectId,
    limits: { ...limits, PROJECT_MANAGER: 1 },
    actorId: owner.id,
  });
  await expect(below).rejects.toMatchObject({ code: "invalid" });
  const audited = await database.prisma.auditEntry.findMany({
    where: { projectId, action: "requests.changed" },
    orderBy: { sequence: "asc" },
  });
  expect(audited.map(({ detail }) => detail)).toEqual([
    { role: "QUALITY_ASSURANCE", from: 50, to: 60 },
    { role: "DEVELOPER", from: 1, to: 5 },
  ]);
});

test("a refinement takes a request of its own", async () => {
  const projectId = await project(1);
  await advanceTo(domain, projectId, "EVALUATE");
  const lease = await claimOpenRun(domain, projectId);
  await settle(domain, lease, { type: "succeeded", operation: "EVALUATE", output: aVerdict("refine") });
  expect(await view(projectId)).toMatchObject({ status: "WAITING", hold: { reason: "allocation" } });
  await answer(projectId, { decision: "grant", requests: 1 });
  await advanceTo(domain, projectId, null);
  expect(await view(projectId)).toMatchObject({ status: "SUCCEEDED" });
  expect(await requestsOf(projectId, "DEVELOPER")).toEqual({ used: 2, limit: 2 });
});

test("a grant beyond what an agent may have is refused, and the ask stays", async () => {
  const projectId = await waiting();
  await expect(answer(projectId, { decision: "grant", requests: 1_000 })).rejects.toMatchObject({ code: "invalid" });
  expect(await pendingAsk(projectId)).toMatchObject({ content: { kind: "allocation" } });
});
