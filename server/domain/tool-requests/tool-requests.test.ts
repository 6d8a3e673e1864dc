import { describe, expect, test } from "vitest";
import { RequestLimits } from "../../contract/requests.ts";
import type { ToolRequest, ToolVerdict } from "../../contract/tool-requests.ts";
import { isEnded } from "../../contract/statuses.ts";
import { domainPlace } from "../../testing/domain-place.ts";
import { advanceTo, claimOpenRun, goodOutput, openRun, seedDraft, settle } from "../../testing/project-factory.ts";
import { readInbox } from "../inbox/index.ts";
import { waitingMessages } from "../messages/index.ts";
import { answerAsk } from "../progress/index.ts";
import { cancelProject, getProject, redoPhase, submitProject } from "../projects/index.ts";
import { claimRun, requeueStrandedRuns, type Lease } from "../runs/index.ts";
import { fileToolRequest, findToolRequest, reopenDueToolRequests, toolRequestViews } from "./index.ts";

const { domain, owner } = await domainPlace();

const request: ToolRequest = {
  name: "voice_checker",
  description: "Says how a greeting sounds.",
  importance: 5,
  urgency: 4,
  blocking: true,
  task: "Choosing the greeting.",
  similarTools: [],
  requirements: [],
};
const verdicts = {
  approve: { decision: "approve", agents: ["DEVELOPER"], maxRequests: 5, deadline: null, comment: "" },
  alternative: { decision: "alternative", alternative: "Read it aloud.", reason: "Ears do." },
  defer: { decision: "defer", until: "2099-01-01", reason: "Not before the release." },
  reject: { decision: "reject", reason: "It sounds fine.", workaround: "" },
} as const satisfies Record<string, ToolVerdict>;
/** What its agent is told. */
const words = {
  approve: "is to be built",
  alternative: "Read it aloud.",
  defer: "Put off until 2099-01-01",
  reject: "It sounds fine.",
} as const;

const view = (projectId: string) => getProject(domain, { viewer: owner, projectId });
const asked = async (projectId: string) => {
  const ask = (await view(projectId)).asks.find(({ answer }) => answer === null);
  if (ask === undefined) throw new Error("Nothing is asked.");
  return ask;
};
const decide = async (projectId: string, verdict: ToolVerdict) => {
  const { id: askId, contentHash } = await asked(projectId);
  await answerAsk(domain, { askId, contentHash, actorId: owner.id, answer: { kind: "tool_request", verdict } });
};

/** A project whose Developer is at work. */
const atWork = async (): Promise<{ projectId: string; lease: Lease }> => {
  const projectId = await seedDraft(domain, { ownerId: owner.id });
  await submitProject(domain, { projectId, actorId: owner.id });
  await advanceTo(domain, projectId, "IMPLEMENT");
  return { projectId, lease: await claimOpenRun(domain, projectId) };
};
/** Its Developer has asked, and cannot go on. */
const standsStill = async () => {
  const { projectId, lease } = await atWork();
  await settle(domain, lease, { type: "asks_for_tool", toolUseId: "toolu_1", request });
  return { projectId, lease };
};
/** Its Developer has asked, and goes on. */
const goesOn = async () => {
  const { projectId, lease } = await atWork();
  const own = { ...request, blocking: false };
  await domain.prisma.$transaction((tx) =>
    fileToolRequest(domain, tx, { lease, role: "DEVELOPER", toolUseId: "toolu_1", request: own }),
  );
  return { projectId, lease };
};
const assessment = async (projectId: string): Promise<string> => {
  const run = await domain.prisma.run.findFirstOrThrow({ where: { projectId, operation: "ASSESS_TOOL" } });
  return run.id;
};
const callOf = (projectId: string, lease: Lease, toolUseId = "toolu_1") =>
  findToolRequest(domain, { projectId, cycle: 1, runId: lease.runId, toolUseId, name: request.name });

describe("a request that the agent waits for", () => {
  test("is before the human and the PM at once, and holds no process, slot or job", async () => {
    const { projectId } = await standsStill();
    const project = await view(projectId);
    expect(project).toMatchObject({
      status: "WAITING",
      hold: { reason: "tool_request" },
      activity: "Decide about the tool voice_checker",
      liveAttempts: 0,
    });
    expect(await asked(projectId)).toMatchObject({
      content: { kind: "tool_request", from: "DEVELOPER", request },
      advice: { assessment: null, failure: null },
      expiresAt: null,
    });
    const items = await readInbox(domain, { viewer: owner });
    expect(items.find((item) => item.project.id === projectId)).toMatchObject({ from: "DEVELOPER", canAnswer: true });
    const implementing = project.runs.find(({ operation }) => operation === "IMPLEMENT");
    expect(await claimRun(domain, { runId: implementing?.id ?? "", runnerId: "rnr_1" })).toBeNull();
  });

  test("is assessed while the project waits, by a run that a dead runner does not lose", async () => {
    const { projectId } = await standsStill();
    const runId = await assessment(projectId);
    await domain.prisma.run.update({ where: { id: runId }, data: { createdAt: new Date(0) } });
    expect(await requeueStrandedRuns(domain)).toBe(1);
    const lease = await claimRun(domain, { runId, runnerId: "rnr_1" });
    if (lease === null) throw new Error("It cannot be claimed.");
    await settle(domain, lease, { type: "succeeded", ...goodOutput("ASSESS_TOOL") });
    expect(await asked(projectId)).toMatchObject({ advice: { assessment: { recommendation: "approve" } } });
    expect((await view(projectId)).status).toBe("WAITING");
  });

  test("goes without advice where there can be none: the human decides all the same", async () => {
    const { projectId } = await standsStill();
    const lease = await claimRun(domain, { runId: await assessment(projectId), runnerId: "rnr_1" });
    if (lease === null) throw new Error("It cannot be claimed.");
    const error = { class: "refused", message: "Declined.", httpStatus: null, retryAfterMs: null, resetsAt: null };
    await settle(domain, lease, { type: "failed", error: { ...error, class: "refused" } });
    expect(await asked(projectId)).toMatchObject({ advice: { assessment: null, failure: "Declined." } });
    await decide(projectId, verdicts.reject);
    expect((await view(projectId)).status).toBe("RUNNING");
  });

  test("takes no request that the PM does not have", async () => {
    const { projectId, lease } = await atWork();
    const { requestLimits } = await domain.prisma.project.findUniqueOrThrow({ where: { id: projectId } });
    const limits = { ...RequestLimits.parse(requestLimits), PROJECT_MANAGER: 1 };
    await domain.prisma.project.update({ where: { id: projectId }, data: { requestLimits: limits } });
    await settle(domain, lease, { type: "asks_for_tool", toolUseId: "toolu_1", request });
    expect(await asked(projectId)).toMatchObject({
      advice: { assessment: null, failure: "The Project Manager has used all its requests." },
    });
    expect(await domain.prisma.run.count({ where: { projectId, operation: "ASSESS_TOOL" } })).toBe(0);
  });

  test.each(Object.values(verdicts))(
    "goes on with the decision $decision, which its call then has",
    async (verdict) => {
      const { projectId, lease } = await standsStill();
      await decide(projectId, verdict);
      expect(await view(projectId)).toMatchObject({ status: "RUNNING", hold: null });
      const open = await openRun(domain, projectId);
      expect(open).toMatchObject({ id: lease.runId, status: "QUEUED" });
      const told = { outcome: expect.stringContaining(words[verdict.decision]) as unknown, awaits: null };
      expect(await callOf(projectId, lease)).toMatchObject(told);
      // Made again under another id, as after a crash: it is the same request.
      expect(await callOf(projectId, lease, "toolu_2")).toMatchObject(told);
      expect(await waitingMessages(domain, { projectId, cycle: 1 })).toEqual([]);
    },
  );

  test("is decided once: of 20 decisions at the same moment one takes effect, the others hear who was first", async () => {
    const { projectId } = await standsStill();
    const { id: askId, contentHash } = await asked(projectId);
    const all = [verdicts.approve, verdicts.alternative, verdicts.defer, verdicts.reject];
    const answers = await Promise.allSettled(
      Array.from({ length: 20 }, (_, index) => {
        const verdict = all[index % all.length] ?? verdicts.reject;
        return answerAsk(domain, { askId, contentHash, actorId: owner.id, answer: { kind: "tool_request", verdict } });
      }),
    );
    expect(answers.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
    for (const answer of answers)
      if (answer.status === "rejected") expect(String(answer.reason)).toContain("Already answered by Ada");
    const answer = (await view(projectId)).asks[0]?.answer;
    const [row] = await domain.prisma.toolRequest.findMany({ where: { projectId } });
    expect(row?.verdict).toEqual(answer?.kind === "tool_request" ? answer.verdict : null);
  });

  test("waits no more where somebody decided while its process was ending", async () => {
    const { projectId, lease } = await goesOn();
    await decide(projectId, verdicts.reject);
    await settle(domain, lease, { type: "asks_for_tool", toolUseId: "toolu_2", request });
    expect(await view(projectId)).toMatchObject({ status: "RUNNING" });
    expect(await openRun(domain, projectId)).toMatchObject({ id: lease.runId, status: "QUEUED" });
    expect(await domain.prisma.toolRequest.count({ where: { projectId } })).toBe(1);
  });

  test("refuses days that have passed, and nothing is decided by that", async () => {
    const { projectId } = await standsStill();
    await expect(decide(projectId, { ...verdicts.defer, until: "2020-01-01" })).rejects.toThrow(/still to come/);
    await expect(decide(projectId, { ...verdicts.approve, deadline: "2020-01-01" })).rejects.toThrow(/still to come/);
    expect((await view(projectId)).status).toBe("WAITING");
  });
});

describe("a request that the agent goes on without", () => {
  test("holds nobody up, and its decision is a message for whoever works next", async () => {
    const { projectId, lease } = await goesOn();
    expect((await view(projectId)).status).toBe("RUNNING");
    await decide(projectId, verdicts.alternative);
    const [message, ...others] = await waitingMessages(domain, { projectId, cycle: 1 });
    expect(message).toMatchObject({ by: "Ada" });
    expect(message?.text).toContain("Read it aloud.");
    expect(others).toEqual([]);
    await settle(domain, lease, { type: "succeeded", ...goodOutput("IMPLEMENT") });
    expect((await view(projectId)).status).toBe("RUNNING");
  });

  test("becomes the one that is waited for when the agent cannot go on after all", async () => {
    const { projectId, lease } = await goesOn();
    await settle(domain, lease, { type: "asks_for_tool", toolUseId: "toolu_2", request });
    expect(await view(projectId)).toMatchObject({ status: "WAITING", hold: { reason: "tool_request" } });
    expect(await domain.prisma.toolRequest.count({ where: { projectId } })).toBe(1);
    await decide(projectId, verdicts.reject);
    expect((await view(projectId)).status).toBe("RUNNING");
    expect(await waitingMessages(domain, { projectId, cycle: 1 })).toEqual([]);
  });

  test("outlives the phase being done again and the project's end, but not its cancellation", async () => {
    const { projectId } = await goesOn();
    const [phase] = (await view(projectId)).phases;
    const redo = { projectId, phaseId: phase?.id ?? "", actorId: owner.id, from: "as_it_stands", text: "" } as const;
    await redoPhase(domain, { ...redo, provider: null, model: null });
    expect(await asked(projectId)).toMatchObject({ content: { kind: "tool_request" } });
    await advanceTo(domain, projectId, null);
    expect(isEnded((await view(projectId)).status)).toBe(true);
    await decide(projectId, verdicts.approve);

    const other = (await goesOn()).projectId;
    await cancelProject(domain, { projectId: other, actorId: owner.id });
    expect((await view(other)).asks).toEqual([]);
    expect(await domain.prisma.run.findMany({ where: { projectId: other, status: "QUEUED" } })).toEqual([]);
    expect(await toolRequestViews(domain, { projects: { id: other } })).toEqual([]);
  });
});

describe("a request that was put off", () => {
  test("is asked again on its day, once, with what was said, and nobody waits for it then", async () => {
    const { projectId } = await standsStill();
    await decide(projectId, verdicts.defer);
    expect(await reopenDueToolRequests(domain)).toBe(0);
    expect(await toolRequestViews(domain, { projects: { id: projectId } })).toMatchObject([{ status: "DEFERRED" }]);
    await domain.prisma.toolRequest.updateMany({ where: { projectId }, data: { dueAt: new Date(0) } });
    const counts = await Promise.all([reopenDueToolRequests(domain), reopenDueToolRequests(domain)]);
    expect(counts[0] + counts[1]).toBe(1);
    expect(await asked(projectId)).toMatchObject({
      content: { deferred: { until: "2099-01-01", reason: "Not before the release." } },
    });
    expect((await view(projectId)).status).toBe("RUNNING");
    await decide(projectId, verdicts.approve);
    expect(await toolRequestViews(domain, { projects: { id: projectId } })).toMatchObject([
      { status: "APPROVED", decidedBy: "Ada", verdict: { maxRequests: 5 } },
    ]);
  });
});
