import { describe, expect, test } from "vitest";
import type { ScreeningMode } from "../../contract/screening.ts";
import { createTestDatabase } from "../../testing/database.ts";
import { domainPlace } from "../../testing/domain-place.ts";
import {
  advanceTo,
  aPlan,
  aVerdict,
  claimOpenRun,
  createTestDomain,
  openRun,
  seedDraft,
  seedUser,
  settle,
  someEvidence,
} from "../../testing/project-factory.ts";
import { appendEvents, listEvents } from "../events/index.ts";
import {
  cancelProject,
  getProject,
  listProjects,
  pauseProject,
  resumeProject,
  retryProject,
  submitProject,
} from "../projects/index.ts";
import { claimRun, renewLeases, requeueStrandedRuns } from "../runs/index.ts";
import { writeSetting } from "../settings/index.ts";
import { answerAsk } from "./answer-ask.ts";

const { domain, owner } = await domainPlace();

const submitted = async (options: Partial<Parameters<typeof seedDraft>[1]> = {}): Promise<string> => {
  const projectId = await seedDraft(domain, { ownerId: owner.id, ...options });
  await submitProject(domain, { projectId, actorId: owner.id });
  return projectId;
};
const view = (projectId: string) => getProject(domain, { viewer: owner, projectId });
const status = async (projectId: string) => (await view(projectId)).status;
const pendingAsk = async (projectId: string) => {
  const ask = (await view(projectId)).asks.find(({ answer }) => answer === null);
  if (ask === undefined) throw new Error("Nothing is asked.");
  return ask;
};
const expireLease = (runId: string) =>
  domain.prisma.run.update({ where: { id: runId }, data: { leaseExpiresAt: new Date(0) } });

describe("a project's way through the database", () => {
  test("from the brief to the report, every step a run, the log gapless", async () => {
    const projectId = await submitted();
    await advanceTo(domain, projectId, null, 2);
    const project = await view(projectId);
    expect(project.status).toBe("SUCCEEDED");
    expect(project.phases.map(({ status: phase }) => phase)).toEqual(["ACCEPTED", "ACCEPTED"]);
    const round = ["IMPLEMENT", "CHECK", "REVIEW", "EVALUATE", "ACCEPT"];
    expect(project.runs.map(({ operation }) => operation)).toEqual(["PLAN", ...round, ...round, "REPORT"]);
    const events = await listEvents(domain, { projectId, after: 0, limit: 1_000 });
    expect(events.map(({ sequence }) => sequence)).toEqual(events.map((_, index) => index + 1));
    expect(events.length).toBe(project.sequence);
    expect(project.liveAttempts).toBe(0);
  });

  test("an acceptance without evidence becomes a refinement with the instruction", async () => {
    const projectId = await submitted();
    await advanceTo(domain, projectId, "CHECK");
    const check = await claimOpenRun(domain, projectId);
    await settle(domain, check, { type: "succeeded", operation: "CHECK", output: someEvidence({ changedFiles: [] }) });
    await advanceTo(domain, projectId, "IMPLEMENT");
    const { phases } = await view(projectId);
    expect(phases[0]?.rounds[0]?.verdict).toMatchObject({ verdict: "refine", overruled: "No file was changed." });
    expect(phases[0]?.rounds[1]?.instruction).toContain("Nothing was changed");
  });

  test("an escalation waits for the human without a run, and goes on with the answer", async () => {
    const projectId = await submitted();
    await advanceTo(domain, projectId, "EVALUATE");
    const lease = await claimOpenRun(domain, projectId);
    await settle(domain, lease, { type: "succeeded", operation: "EVALUATE", output: aVerdict("escalate") });
    expect(await view(projectId)).toMatchObject({
      status: "WAITING",
      hold: { reason: "question" },
      activity: "Which way?",
    });
    expect(await openRun(domain, projectId)).toBeNull();
    const ask = await pendingAsk(projectId);
    await answerAsk(domain, {
      askId: ask.id,
      contentHash: ask.contentHash,
      actorId: owner.id,
      answer: { kind: "question", decision: "refine", text: "That way." },
    });
    expect(await openRun(domain, projectId)).toMatchObject({
      operation: "IMPLEMENT",
      round: 1,
      input: { instruction: { from: "user", text: "That way." } },
    });
  });

  test("a plan that is sent back is planned again; the approved one is carried out", async () => {
    const projectId = await submitted({ approvePlan: true });
    await advanceTo(domain, projectId, null);
    const first = await pendingAsk(projectId);
    const answer = { askId: first.id, contentHash: first.contentHash, actorId: owner.id };
    await answerAsk(domain, {
      ...answer,
      answer: { kind: "plan_approval", decision: "send_back", comment: "Smaller." },
    });
    expect(await openRun(domain, projectId)).toMatchObject({
      operation: "PLAN",
      input: { instruction: { from: "user", text: "Smaller." } },
    });
    await advanceTo(domain, projectId, null);
    const second = await pendingAsk(projectId);
    expect(second.content).toMatchObject({ kind: "plan_approval", revision: 2 });
    await answerAsk(domain, {
      ...answer,
      askId: second.id,
      contentHash: second.contentHash,
      answer: { kind: "plan_approval", decision: "approve", comment: "" },
    });
    expect(await openRun(domain, projectId)).toMatchObject({ operation: "IMPLEMENT" });
  });

  test("words with a key are sent only when sent again, or not at all where screening blocks", async () => {
    const key = "sk-ant-api03-0123456789abcdefghij-WXYZ";
    const projectId = await submitted({ approvePlan: true });
    await advanceTo(domain, projectId, null);
    const ask = await pendingAsk(projectId);
    const sendBack = (comment: string) =>
      answerAsk(domain, {
        askId: ask.id,
        contentHash: ask.contentHash,
        actorId: owner.id,
        answer: { kind: "plan_approval", decision: "send_back", comment },
      });
    const setMode = (value: ScreeningMode) =>
      writeSetting(domain.prisma, { key: "screening.mode", value, actorId: owner.id });

    await setMode("block");
    for (let round = 0; round < 2; round += 1)
      await expect(sendBack(`Use ${key}.`)).rejects.toThrow(/cannot be sent as it is.*An Anthropic key/);
    await setMode("confirm");
    await expect(sendBack(`With ${key}.`)).rejects.toThrow(/send the same words once more/);
    await expect(sendBack(`With ${key}, please.`)).rejects.toThrow(/send the same words once more/);
    expect(await status(projectId)).toBe("AWAITING_PLAN_APPROVAL");
    await sendBack(`With ${key}.`);
    expect(await openRun(domain, projectId)).toMatchObject({ operation: "PLAN" });
    const entries = await domain.prisma.auditEntry.findMany({ where: { subjectId: ask.id }, orderBy: { at: "asc" } });
    expect(entries.map(({ action }) => action)).toEqual([
      ...Array<string>(4).fill("screening.refused"),
      "screening.passed",
      "ask.answered",
    ]);
    expect(JSON.stringify(entries)).not.toContain("0123456789");
    await setMode("confirm");
  });
});

describe("one of many", () => {
  test("of 20 simultaneous claims exactly one gets the run", async () => {
    const projectId = await submitted();
    const run = await openRun(domain, projectId);
    const leases = await Promise.all(
      Array.from({ length: 20 }, (_, n) => claimRun(domain, { runId: run?.id ?? "", runnerId: `rnr_${n}` })),
    );
    expect(leases.filter((lease) => lease !== null)).toHaveLength(1);
  });

  test("of 20 simultaneous answers exactly one takes effect, the others hear who was first", async () => {
    const projectId = await submitted({ approvePlan: true });
    await advanceTo(domain, projectId, null);
    const ask = await pendingAsk(projectId);
    const answers = await Promise.allSettled(
      Array.from({ length: 20 }, () =>
        answerAsk(domain, {
          askId: ask.id,
          contentHash: ask.contentHash,
          actorId: owner.id,
          answer: { kind: "plan_approval", decision: "approve", comment: "" },
        }),
      ),
    );
    expect(answers.filter(({ status: outcome }) => outcome === "fulfilled")).toHaveLength(1);
    const refusals = answers.flatMap((result) => (result.status === "rejected" ? [String(result.reason)] : []));
    for (const refusal of refusals) expect(refusal).toContain("Already answered by Ada");
    expect(await domain.prisma.run.count({ where: { projectId, operation: "IMPLEMENT" } })).toBe(1);
  });

  test("an answer to content that was not shown is refused", async () => {
    const projectId = await submitted({ approvePlan: true });
    await advanceTo(domain, projectId, null);
    const ask = await pendingAsk(projectId);
    const answer = { kind: "plan_approval", decision: "approve", comment: "" } as const;
    await expect(
      answerAsk(domain, { askId: ask.id, contentHash: "f".repeat(64), actorId: owner.id, answer }),
    ).rejects.toThrow("has changed since you saw it");
    expect(await status(projectId)).toBe("AWAITING_PLAN_APPROVAL");
  });
});

describe("leases", () => {
  test("a run whose runner died is taken over, and the dead one can write nothing any more", async () => {
    const projectId = await submitted();
    const stale = await claimOpenRun(domain, projectId, "rnr_dead");
    expect(await claimRun(domain, { runId: stale.runId, runnerId: "rnr_other" })).toBeNull();
    await expireLease(stale.runId);
    expect(await requeueStrandedRuns(domain)).toBeGreaterThan(0);
    const taken = await claimOpenRun(domain, projectId, "rnr_other");
    expect(taken.leaseToken).toBe(stale.leaseToken + 1);

    const { sequence } = await view(projectId);
    const fence = { runId: stale.runId, leaseToken: stale.leaseToken };
    const events = [{ payload: { type: "agent.wrote", blockId: "b", text: "stale" } as const }];
    expect(await appendEvents(domain.prisma, { projectId, fence, events })).toBeNull();
    expect(await renewLeases(domain, [stale, taken])).toEqual(new Set([taken.runId]));
    expect((await view(projectId)).sequence).toBe(sequence);

    const output = { type: "succeeded", operation: "PLAN", output: aPlan() } as const;
    expect(await settle(domain, stale, output)).toBe("fenced");
    expect(await settle(domain, taken, output)).toBe("settled");
    expect(await domain.prisma.planRevision.count({ where: { projectId } })).toBe(1);
  });

  test("pausing takes the run from its runner; resuming gives it out again with the next token", async () => {
    const projectId = await submitted();
    const lease = await claimOpenRun(domain, projectId);
    await pauseProject(domain, { projectId, actorId: owner.id });
    expect(await view(projectId)).toMatchObject({ status: "PAUSED", liveAttempts: 1 });
    expect(await claimRun(domain, { runId: lease.runId, runnerId: "rnr_other" })).toBeNull();
    expect(await settle(domain, lease, { type: "released" })).toBe("fenced");
    expect(await view(projectId)).toMatchObject({ status: "PAUSED", liveAttempts: 0 });
    await resumeProject(domain, { projectId, actorId: owner.id });
    const again = await claimOpenRun(domain, projectId);
    expect(again).toMatchObject({ runId: lease.runId, attemptNumber: 2 });
  });

  test("cancelling ends the project, its run and its asks for good", async () => {
    const projectId = await submitted({ approvePlan: true });
    await advanceTo(domain, projectId, null);
    const ask = await pendingAsk(projectId);
    await cancelProject(domain, { projectId, actorId: owner.id });
    expect(await status(projectId)).toBe("CANCELLED");
    await expect(
      answerAsk(domain, {
        askId: ask.id,
        contentHash: ask.contentHash,
        actorId: owner.id,
        answer: { kind: "plan_approval", decision: "approve", comment: "" },
      }),
    ).rejects.toThrow("withdrawn");
    await expect(cancelProject(domain, { projectId, actorId: owner.id })).rejects.toThrow("CANCELLED");
  });
});

describe("what goes wrong", () => {
  const fail = (projectId: string, cls: "overloaded" | "authentication" | "quota", resetsAt: string | null = null) =>
    claimOpenRun(domain, projectId).then((lease) =>
      settle(domain, lease, {
        type: "failed",
        error: { class: cls, message: "It failed.", httpStatus: 500, retryAfterMs: null, resetsAt },
      }),
    );

  test("a passing fault is tried again later, by itself", async () => {
    const projectId = await submitted();
    const before = Date.now();
    await fail(projectId, "overloaded");
    expect(await status(projectId)).toBe("PLANNING");
    const run = await openRun(domain, projectId);
    expect(run).toMatchObject({ status: "QUEUED", failures: 1 });
    // 200 ms, less at most a quarter of jitter.
    expect(run?.notBefore?.getTime()).toBeGreaterThanOrEqual(before + 150);
  });

  test("a wrong key waits for a person and names the fix; a retry goes on", async () => {
    const projectId = await submitted();
    await fail(projectId, "authentication");
    expect(await view(projectId)).toMatchObject({ status: "WAITING", hold: { reason: "provider" } });
    expect((await view(projectId)).activity).toContain("Settings");
    await retryProject(domain, { projectId, actorId: owner.id });
    expect(await openRun(domain, projectId)).toMatchObject({ status: "QUEUED", failures: 0 });
  });

  test("a used-up quota waits until its reset", async () => {
    const projectId = await submitted();
    await fail(projectId, "quota", "2099-01-01T00:00:00.000Z");
    expect(await view(projectId)).toMatchObject({
      status: "WAITING",
      hold: { reason: "quota", until: "2099-01-01T00:00:00.000Z" },
    });
  });

  test("output that PostgreSQL cannot hold is shown with replacement characters", async () => {
    const projectId = await submitted();
    const text = "binary \u0000 and half \ud83d";
    await appendEvents(domain.prisma, {
      projectId,
      fence: null,
      events: [{ payload: { type: "agent.wrote", blockId: "b", text } }],
    });
    const event = (await listEvents(domain, { projectId, after: 0, limit: 100 })).at(-1);
    expect(event?.payload).toMatchObject({ text: "binary \ufffd and half \ufffd" });
  });
});

test("a refused change leaves nothing behind", async () => {
  const projectId = await submitted();
  const before = await view(projectId);
  await expect(retryProject(domain, { projectId, actorId: owner.id })).rejects.toThrow("cannot take");
  expect(await view(projectId)).toEqual(before);
});

test("projects beyond the limit wait in the order of their priority and follow when a place is free", async () => {
  const own = await createTestDatabase();
  const small = await createTestDomain(own);
  await own.prisma.setting.create({ data: { key: "limits.activeProjects", value: 1 } });
  const user = await seedUser(small);
  const [first, second, urgent] = await Promise.all(
    ["first", "second", "urgent"].map((title) => seedDraft(small, { ownerId: user.id, title })),
  );
  if (first === undefined || second === undefined || urgent === undefined) throw new Error("seed");
  await own.prisma.project.update({ where: { id: urgent }, data: { priority: 100 } });
  for (const projectId of [first, second, urgent]) await submitProject(small, { projectId, actorId: user.id });
  const statuses = async () => {
    const cards = await listProjects(small, { viewer: { ...user }, archived: false });
    return Object.fromEntries(cards.map(({ title, status: now, queuePosition }) => [title, queuePosition ?? now]));
  };
  expect(await statuses()).toEqual({ first: "PLANNING", urgent: 1, second: 2 });
  await cancelProject(small, { projectId: first, actorId: user.id });
  expect(await statuses()).toEqual({ first: "CANCELLED", urgent: "PLANNING", second: 1 });
  await small.close();
  await own.close();
});
