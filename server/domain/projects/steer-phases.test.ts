import { describe, expect, test } from "vitest";
import type { PlannedPhase } from "../../contract/outputs.ts";
import { domainPlace } from "../../testing/domain-place.ts";
import { advanceTo, aPlan, aVerdict, claimOpenRun, openRun, seedDraft, settle } from "../../testing/project-factory.ts";
import { listEvents } from "../events/index.ts";
import { markReceived, sendMessage, waitingMessages } from "../messages/index.ts";
import { answerAsk } from "../progress/index.ts";
import {
  archiveProject,
  cancelProject,
  duplicateProject,
  editPlan,
  followUpProject,
  getProject,
  pauseProject,
  redoPhase,
  resumeProject,
  rollBack,
  skipPhase,
  submitProject,
} from "./index.ts";

const { domain, owner } = await domainPlace();

const submitted = async (options: Partial<Parameters<typeof seedDraft>[1]> = {}): Promise<string> => {
  const projectId = await seedDraft(domain, { ownerId: owner.id, ...options });
  await submitProject(domain, { projectId, actorId: owner.id });
  return projectId;
};
const view = (projectId: string, cycle?: number) => getProject(domain, { viewer: owner, projectId, cycle });
const outline = async (projectId: string) =>
  (await view(projectId)).phases.map(({ title, status }) => `${title} ${status}`);
const phaseId = async (projectId: string, index: number): Promise<string> =>
  (await view(projectId)).phases[index]?.id ?? "none";
const pendingAsk = async (projectId: string) => {
  const ask = (await view(projectId)).asks.find(({ answer }) => answer === null);
  if (ask === undefined) throw new Error("Nothing is asked.");
  return { askId: ask.id, contentHash: ask.contentHash, actorId: owner.id };
};
const planned = (title: string): PlannedPhase => ({
  title,
  kind: "build",
  goal: "Build it.",
  acceptanceCriteria: ["It works"],
  expectedArtefacts: [],
});
/** Three phases, the first `accepted` of them accepted, the next one to be implemented. */
const underWay = async (accepted: number, options: Partial<Parameters<typeof seedDraft>[1]> = {}): Promise<string> => {
  const projectId = await submitted(options);
  await advanceTo(domain, projectId, "IMPLEMENT", 3);
  for (let phase = 0; phase < accepted; phase++) {
    await advanceTo(domain, projectId, "ACCEPT", 3);
    await advanceTo(domain, projectId, "IMPLEMENT", 3);
  }
  return projectId;
};
const steered = (projectId: string, index: number) =>
  phaseId(projectId, index).then((id) => ({ projectId, phaseId: id, actorId: owner.id }));
const audited = (projectId: string) =>
  domain.prisma.auditEntry.findMany({ where: { subjectId: projectId, actorId: owner.id }, select: { action: true } });

describe("the plan in a person's hands", () => {
  test("approved with changes it is a revision of theirs, and its phases are carried out", async () => {
    const projectId = await submitted({ approvePlan: true });
    await advanceTo(domain, projectId, null, 2);
    const ask = await pendingAsk(projectId);
    const phases = [planned("Something first"), ...aPlan(2).phases.toReversed()];
    await answerAsk(domain, {
      ...ask,
      answer: { kind: "plan_approval", decision: "approve_changed", comment: "Riskiest first.", phases },
    });
    expect(await outline(projectId)).toEqual(["Something first IMPLEMENTING", "Part 2 PENDING", "Part 1 PENDING"]);
    const { revisions } = await view(projectId);
    expect(revisions).toMatchObject([
      { number: 1, by: null, approvedAt: null },
      { number: 2, by: "Ada", reason: "Riskiest first.", plan: { phases } },
    ]);
    expect(revisions[1]?.approvedAt).not.toBeNull();
    // Answered once: the same answer again hears who was first.
    await expect(
      answerAsk(domain, { ...ask, answer: { kind: "plan_approval", decision: "approve", comment: "" } }),
    ).rejects.toThrow("Already answered by Ada");
  });

  test("without any phase it is refused, and the request stays", async () => {
    const projectId = await submitted({ approvePlan: true });
    await advanceTo(domain, projectId, null);
    const ask = await pendingAsk(projectId);
    const answer = { kind: "plan_approval", decision: "approve_changed", comment: "", phases: [] } as const;
    await expect(answerAsk(domain, { ...ask, answer: { ...answer, phases: [] } })).rejects.toThrow(
      "at least one phase",
    );
    expect(await pendingAsk(projectId)).toEqual(ask);
    expect((await view(projectId)).revisions).toHaveLength(1);
  });

  test("changed while it is carried out, what has begun stays; a change of what was not shown is refused", async () => {
    const projectId = await underWay(1);
    const { phases } = await view(projectId);
    const pendingPhaseIds = phases.filter(({ status }) => status === "PENDING").map(({ id }) => id);
    const change = { projectId, actorId: owner.id, phases: [planned("Another end")], reason: "Enough." };
    await editPlan(domain, { ...change, pendingPhaseIds });
    expect(await outline(projectId)).toEqual(["Part 1 ACCEPTED", "Part 2 IMPLEMENTING", "Another end PENDING"]);
    await expect(editPlan(domain, { ...change, pendingPhaseIds })).rejects.toThrow("The plan has moved on");
    expect((await audited(projectId)).map(({ action }) => action)).toContain("plan.edited");
  });

  test("changed by the PM between two phases it goes on, or asks again where the person wanted to see it", async () => {
    for (const approvePlan of [false, true]) {
      const projectId = await submitted({ approvePlan });
      if (approvePlan) {
        await advanceTo(domain, projectId, null, 2);
        const answer = { kind: "plan_approval", decision: "approve", comment: "" } as const;
        await answerAsk(domain, { ...(await pendingAsk(projectId)), answer });
      }
      await advanceTo(domain, projectId, "EVALUATE", 2);
      const lease = await claimOpenRun(domain, projectId);
      const planChange = { reason: "Learned something.", phases: [planned("Instead")] };
      const output = { ...aVerdict(), planChange };
      await settle(domain, lease, { type: "succeeded", operation: "EVALUATE", output });
      await advanceTo(domain, projectId, "IMPLEMENT");
      expect((await view(projectId)).revisions.at(-1)).toMatchObject({ by: null, reason: "Learned something." });
      if (approvePlan) {
        expect(await view(projectId)).toMatchObject({ status: "AWAITING_PLAN_APPROVAL" });
        const answer = { kind: "plan_approval", decision: "send_back", comment: "Keep it." } as const;
        await answerAsk(domain, { ...(await pendingAsk(projectId)), answer });
        expect(await openRun(domain, projectId)).toMatchObject({ operation: "PLAN", round: 1 });
        await advanceTo(domain, projectId, null);
        expect(await outline(projectId)).toEqual(["Part 1 ACCEPTED", "Part 1 PENDING"]);
      } else {
        expect(await outline(projectId)).toEqual(["Part 1 ACCEPTED", "Instead IMPLEMENTING"]);
      }
    }
  });
});

describe("phases in a person's hands", () => {
  test("redone from its start: files are put back by a run, then it begins in a round and a conversation of its own", async () => {
    const projectId = await underWay(1);
    await claimOpenRun(domain, projectId);
    const second = await steered(projectId, 1);
    await domain.prisma.phase.update({ where: { id: second.phaseId }, data: { baseCommit: "1".repeat(40) } });
    await redoPhase(domain, { ...second, from: "start", text: "With tests.", model: "another-model" });
    expect(await openRun(domain, projectId)).toMatchObject({
      operation: "RESTORE",
      status: "QUEUED",
      input: { restoreTo: "1".repeat(40) },
    });
    await advanceTo(domain, projectId, "IMPLEMENT");
    expect(await openRun(domain, projectId)).toMatchObject({
      operation: "IMPLEMENT",
      round: 1,
      input: { redo: "from_start", instruction: { from: "user", text: "With tests." } },
    });
    const [, phase] = (await view(projectId)).phases;
    expect(phase).toMatchObject({ status: "IMPLEMENTING", model: "another-model" });
    await advanceTo(domain, projectId, null);
    expect((await view(projectId)).status).toBe("SUCCEEDED");
    expect((await audited(projectId)).map(({ action }) => action)).toContain("phase.steered");
  });

  test("who is to do it again has to be there, before anything is put back", async () => {
    const projectId = await underWay(1);
    const second = { ...(await steered(projectId, 1)), from: "as_it_stands", text: null, model: null } as const;
    const { sequence } = await view(projectId);
    await domain.prisma.project.update({ where: { id: projectId }, data: { scenario: null, private: true } });
    await expect(redoPhase(domain, { ...second, provider: "claude" })).rejects.toThrow("This project is private");
    await expect(redoPhase(domain, { ...second, provider: "local" })).rejects.toThrow("No local model is ready.");
    await domain.prisma.project.update({ where: { id: projectId }, data: { private: false } });
    // The advice is about Claude: who asks for it is not helped by Ollama or a sample.
    await expect(redoPhase(domain, { ...second, provider: "claude" })).rejects.toThrow(
      /^There is no account of Claude's to do this phase with\. Enter an Anthropic API key .* machine of the runner\.$/,
    );
    expect((await view(projectId)).sequence).toBe(sequence);
    await domain.prisma.project.update({ where: { id: projectId }, data: { scenario: "bench" } });
    await redoPhase(domain, { ...second, provider: "local" });
    expect((await view(projectId)).phases[1]).toMatchObject({ provider: "local", model: null });
  });

  test("a stale runner cannot settle what was taken from it", async () => {
    const projectId = await underWay(0);
    const lease = await claimOpenRun(domain, projectId);
    await redoPhase(domain, { ...(await steered(projectId, 0)), from: "as_it_stands", text: null, model: null });
    const output = { summary: "I did it.", turns: 1 };
    expect(await settle(domain, lease, { type: "succeeded", operation: "IMPLEMENT", output })).toBe("fenced");
    // Whoever works on next ends the processes of the one before first.
    expect((await claimOpenRun(domain, projectId)).openAttemptIds).toEqual([]);
  });

  test("rolled back to an accepted phase, what came after is done again and keeps its rows", async () => {
    const projectId = await underWay(2);
    const before = (await view(projectId)).phases.map(({ id }) => id);
    await rollBack(domain, await steered(projectId, 0));
    expect(await outline(projectId)).toEqual(["Part 1 ACCEPTED", "Part 2 RESTORING", "Part 3 PENDING"]);
    await advanceTo(domain, projectId, null);
    const project = await view(projectId);
    expect(project.status).toBe("SUCCEEDED");
    expect(project.phases.map(({ id }) => id)).toEqual(before);
    expect(project.phases.map(({ rounds }) => rounds.map(({ round }) => round))).toEqual([[0], [0, 1], [0, 1]]);
  });

  test("after a rollback the plan may leave out what had begun: its records stay", async () => {
    const projectId = await underWay(2);
    await rollBack(domain, await steered(projectId, 0));
    const third = await phaseId(projectId, 2);
    await editPlan(domain, {
      projectId,
      actorId: owner.id,
      pendingPhaseIds: [third],
      phases: [planned("Instead")],
      reason: null,
    });
    expect(await outline(projectId)).toEqual([
      "Part 1 ACCEPTED",
      "Part 2 RESTORING",
      "Part 3 SKIPPED",
      "Instead PENDING",
    ]);
    expect(await domain.prisma.run.count({ where: { phaseId: third } })).toBeGreaterThan(0);
  });

  test("a begun phase is skipped with its files put back, one to come at once; the report has the reason", async () => {
    const projectId = await underWay(1);
    const [second, third] = [await steered(projectId, 1), await steered(projectId, 2)];
    await skipPhase(domain, { ...third, reason: "Later." });
    await domain.prisma.phase.update({ where: { id: second.phaseId }, data: { baseCommit: "1".repeat(40) } });
    await skipPhase(domain, { ...second, reason: "Not needed." });
    expect(await outline(projectId)).toEqual(["Part 1 ACCEPTED", "Part 2 RESTORING", "Part 3 SKIPPED"]);
    await advanceTo(domain, projectId, null);
    const project = await view(projectId);
    expect(project).toMatchObject({ status: "SUCCEEDED", phases: [{}, { skipReason: "Not needed." }, {}] });
  });

  test("what makes no sense is refused in words and changes nothing", async () => {
    const projectId = await underWay(1);
    const sequence = (await view(projectId)).sequence;
    const [first, second, third] = [
      await steered(projectId, 0),
      await steered(projectId, 1),
      await steered(projectId, 2),
    ];
    await expect(rollBack(domain, second)).rejects.toThrow("go back to an accepted phase");
    await expect(redoPhase(domain, { ...third, from: "start", text: null, model: null })).rejects.toThrow(
      "has not begun yet",
    );
    await expect(redoPhase(domain, { ...first, from: "as_it_stands", text: null, model: null })).rejects.toThrow(
      "from its start",
    );
    await expect(skipPhase(domain, { ...first, reason: "No." })).rejects.toThrow("accepted already");
    expect((await view(projectId)).sequence).toBe(sequence);
    await cancelProject(domain, { projectId, actorId: owner.id });
    await expect(skipPhase(domain, { ...third, reason: "No." })).rejects.toThrow("This project is cancelled");
  });

  test("a paused project that is rolled back goes on", async () => {
    const projectId = await underWay(1);
    await pauseProject(domain, { projectId, actorId: owner.id });
    await rollBack(domain, await steered(projectId, 0));
    expect((await view(projectId)).status).toBe("RUNNING");
    await expect(resumeProject(domain, { projectId, actorId: owner.id })).rejects.toThrow('cannot take "resumed"');
  });
});

describe("messages", () => {
  const say = (projectId: string, text: string) => sendMessage(domain, { projectId, actorId: owner.id, text });

  test("are delivered once, by whoever holds the run", async () => {
    const projectId = await underWay(0);
    const { messageId } = await say(projectId, "Use blue.");
    const of = { projectId, cycle: 1 };
    expect(await waitingMessages(domain, of)).toEqual([{ id: messageId, by: "Ada", text: "Use blue." }]);
    const stale = await claimOpenRun(domain, projectId);
    await pauseProject(domain, { projectId, actorId: owner.id });
    const receive = (lease: typeof stale) =>
      domain.prisma.$transaction((tx) => markReceived(tx, domain, { lease, ids: [messageId] }));
    expect(await receive(stale)).toBe(false);
    expect(await waitingMessages(domain, of)).toHaveLength(1);
    await resumeProject(domain, { projectId, actorId: owner.id });
    const lease = await claimOpenRun(domain, projectId);
    expect([await receive(lease), await receive(lease)]).toEqual([true, true]);
    expect(await waitingMessages(domain, of)).toEqual([]);
    const events = await listEvents(domain, { projectId, after: 0, limit: 1_000 });
    const delivered = events.filter(({ payload }) => payload.type === "message.delivered");
    expect(delivered).toMatchObject([{ runId: lease.runId, payload: { messageId, operation: "IMPLEMENT" } }]);
  });

  test("to an agent without a session count as received with its answer, not with a failure", async () => {
    const projectId = await submitted();
    const { messageId } = await say(projectId, "In two phases.");
    const lease = await claimOpenRun(domain, projectId);
    const error = { class: "network", message: "cut", httpStatus: null, retryAfterMs: null, resetsAt: null } as const;
    await settle(domain, lease, { type: "failed", error }, { messageIds: [messageId] });
    expect((await view(projectId)).messages).toMatchObject([{ deliveredAt: null }]);
    await domain.prisma.run.update({ where: { id: lease.runId }, data: { notBefore: null } });
    const again = await claimOpenRun(domain, projectId);
    await settle(
      domain,
      again,
      { type: "succeeded", operation: "PLAN", output: aPlan(1) },
      { messageIds: [messageId] },
    );
    expect((await view(projectId)).messages[0]?.deliveredAt).toBeInstanceOf(Date);
  });

  test("that nobody would read are refused", async () => {
    const projectId = await submitted();
    await advanceTo(domain, projectId, "REPORT");
    await expect(say(projectId, "One more thing.")).rejects.toThrow("Ask for a follow-up");
    await advanceTo(domain, projectId, null);
    await expect(say(projectId, "One more thing.")).rejects.toThrow("This project has ended");
  });
});

describe("cycles", () => {
  const brief = "Add a farewell to the greeting.";
  const followUp = (projectId: string) =>
    followUpProject(domain, { projectId, actorId: owner.id, brief, approvePlan: false, screeningHash: null });

  test("a follow-up begins anew in the same project; the cycle before stays readable", async () => {
    const projectId = await submitted();
    await expect(followUp(projectId)).rejects.toThrow("when the project has ended");
    await advanceTo(domain, projectId, null);
    const before = await view(projectId);
    await followUp(projectId);
    const begun = await view(projectId);
    expect(begun).toMatchObject({
      cycle: 2,
      brief,
      status: "PLANNING",
      report: null,
      plan: null,
      phases: [],
      runs: [{}],
    });
    expect(begun.cycles).toMatchObject([
      { number: 1, status: "SUCCEEDED" },
      { number: 2, brief },
    ]);
    const first = await view(projectId, 1);
    expect(first).toMatchObject({
      status: "SUCCEEDED",
      brief: before.brief,
      report: before.report,
      can: { steer: false },
    });
    expect(first.phases.map(({ id }) => id)).toEqual(before.phases.map(({ id }) => id));
    await advanceTo(domain, projectId, null, 2);
    expect(await view(projectId)).toMatchObject({ status: "SUCCEEDED", phasesAccepted: 2 });
    expect((await view(projectId, 1)).phases).toHaveLength(1);
  });

  test("a cancelled project can be followed up, one whose workspace is gone cannot", async () => {
    const projectId = await submitted();
    await cancelProject(domain, { projectId, actorId: owner.id });
    await archiveProject(domain, { projectId, actorId: owner.id });
    await domain.prisma.project.update({ where: { id: projectId }, data: { workspaceRemovedAt: new Date() } });
    await expect(followUp(projectId)).rejects.toThrow("has been removed");
    const other = await submitted();
    await cancelProject(domain, { projectId: other, actorId: owner.id });
    await followUp(other);
    expect((await view(other)).status).toBe("PLANNING");
  });

  test("a duplicate is a draft of what was asked first", async () => {
    const projectId = await submitted({
      approvePlan: true,
      permissionMode: "ask",
      brief: "Write a tool that counts words.",
    });
    await cancelProject(domain, { projectId, actorId: owner.id });
    await followUp(projectId);
    const copy = await duplicateProject(domain, { projectId, actorId: owner.id });
    expect(await view(copy.projectId)).toMatchObject({
      status: "DRAFT",
      brief: "Write a tool that counts words.",
      permissionMode: "ask",
      cycle: 1,
    });
  });
});
