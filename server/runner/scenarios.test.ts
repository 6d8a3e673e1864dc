import { execFile } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { answerAsk } from "../domain/progress/index.ts";
import type { EventPayload } from "../contract/events.ts";
import type { ProjectView } from "../contract/views.ts";
import { isEnded } from "../contract/statuses.ts";
import type { Domain } from "../domain/domain.ts";
import { listEvents } from "../domain/events/index.ts";
import { sendMessage } from "../domain/messages/index.ts";
import {
  cancelProject,
  followUpProject,
  getProject,
  pauseProject,
  redoPhase,
  reportMarkdown,
  resumeProject,
  rollBack,
  skipPhase,
  submitProject,
} from "../domain/projects/index.ts";
import { parseEnv } from "../platform/env.ts";
import { createTestDatabase, type TestDatabase } from "../testing/database.ts";
import { createTestDomain, seedDraft, seedUser } from "../testing/project-factory.ts";
import { assertBooksBalance } from "../testing/assert-books-balance.ts";
import { silent } from "../testing/web.ts";
import { startRunner, type Runner } from "./main.ts";

// The real runner with the real Claude Code, real git, real checks and a real database; only the model is scripted.
let database: TestDatabase;
let domain: Domain & { close(): Promise<void> };
let runner: Runner;
let owner: { id: string; role: "ADMIN" };
const dataDir = mkdtempSync(path.join(tmpdir(), "spiral-scenarios-"));

beforeAll(async () => {
  database = await createTestDatabase();
  domain = await createTestDomain(database);
  owner = { ...(await seedUser(domain)), role: "ADMIN" };
  const env = parseEnv(
    {
      DATABASE_URL: database.url,
      SPIRAL_DATA_DIR: dataDir,
      SPIRAL_SCRIPTED_PACE_MS: "0",
      OLLAMA_HOST: "http://127.0.0.1:9",
    },
    dataDir,
  );
  runner = await startRunner({ env, log: silent });
});
afterAll(async () => {
  await runner.stop();
  await domain.close();
  await database.close();
  rmSync(dataDir, { recursive: true, force: true });
});

/** After every story the books balance: by themselves, and with what the model's own side has counted. */
afterEach(() => assertBooksBalance(domain, runner.scriptedTally({})));

const view = (projectId: string) => getProject(domain, { viewer: owner, projectId });
const eventsOf = (projectId: string) => listEvents(domain, { projectId, after: 0, limit: 1_000 });

const submit = async (options: Omit<Parameters<typeof seedDraft>[1], "ownerId">): Promise<string> => {
  const projectId = await seedDraft(domain, { ownerId: owner.id, ...options });
  await submitProject(domain, { projectId, actorId: owner.id });
  return projectId;
};

/** Waits until the project is in a state that it will not leave by itself, or in one that is named. */
const until = async (projectId: string, reached: (project: ProjectView) => boolean): Promise<ProjectView> => {
  await expect.poll(async () => reached(await view(projectId)), { timeout: 150_000, interval: 50 }).toBe(true);
  return view(projectId);
};
const ended = (project: ProjectView): boolean => isEnded(project.status);
const standing = (project: ProjectView): boolean => ended(project) || project.status === "WAITING";

const pendingAsk = (project: ProjectView) => {
  const ask = project.asks.find(({ answer }) => answer === null);
  if (ask === undefined) throw new Error("Nothing is asked.");
  return ask;
};

describe("stories of the scripted model through real Claude Code", { timeout: 200_000 }, () => {
  test("the sample: a defect found, refined and mended; evidence for everything", async () => {
    const project = await until(await submit({ scenario: "sample-build" }), ended);
    expect(project.status).toBe("SUCCEEDED");
    expect(project.phases.map(({ status }) => status)).toEqual(["ACCEPTED", "ACCEPTED"]);
    const [first, second] = project.phases;
    expect(first?.rounds).toHaveLength(1);
    expect(second?.rounds.map(({ verdict }) => verdict?.verdict)).toEqual(["refine", "accept"]);
    expect(second?.rounds[0]?.review?.findings[0]).toMatchObject({ severity: "high" });
    expect(second?.rounds[1]?.evidence?.checks[0]).toMatchObject({ outcome: "passed", testsFailed: 0 });
    expect(second?.commit).toMatch(/^[0-9a-f]{40}$/);
    expect(project.report?.summary).not.toBe("");
    expect(project.liveAttempts).toBe(0);
    expect(project.usage.outputTokens).toBeGreaterThan(0);
    const types = new Set((await eventsOf(project.id)).map(({ payload }) => payload.type));
    for (const type of [
      "agent.wrote",
      "tool.called",
      "tool.finished",
      "todos.updated",
      "check.finished",
      "usage.recorded",
    ]) {
      expect(types).toContain(type);
    }
  });

  test("tests that stay red are never accepted: after three refinements the human is asked", async () => {
    const project = await until(await submit({ scenario: "tests-stay-red" }), standing);
    expect(project).toMatchObject({ status: "WAITING", hold: { reason: "question" } });
    expect(project.phases[0]?.rounds).toHaveLength(4);
    const ask = pendingAsk(project);
    await answerAsk(domain, {
      askId: ask.id,
      contentHash: ask.contentHash,
      actorId: owner.id,
      answer: { kind: "question", decision: "stop", text: "" },
    });
    expect(await view(project.id)).toMatchObject({
      status: "FAILED",
      error: "Stopped by a person: phase 1 was not accepted.",
    });
  });

  test("an agent that claims success without changing anything is overruled by the evidence", async () => {
    const project = await until(await submit({ scenario: "claims-success" }), standing);
    expect(project.status).toBe("WAITING");
    expect(project.phases[0]?.rounds[0]?.verdict).toMatchObject({ verdict: "refine" });
    expect(project.phases[0]?.rounds[0]?.verdict?.overruled).toContain("No file was changed");
    expect(project.phases[0]?.commit).toBeNull();
  });

  test("a refusal is put before the human, not retried", async () => {
    const project = await until(await submit({ scenario: "refusal" }), standing);
    expect(project).toMatchObject({ status: "WAITING", hold: { reason: "attention" } });
    expect(project.runs.at(-1)?.error?.class).toBe("refused");
  });

  test("malformed structured output is asked for once more, and the work goes on", async () => {
    const project = await until(await submit({ scenario: "malformed-output" }), standing);
    expect(project.status).toBe("SUCCEEDED");
  });

  test("a phase without a runnable check is accepted only with the PM's reason", async () => {
    const project = await until(await submit({ scenario: "no-check" }), standing);
    expect(project.status).toBe("SUCCEEDED");
    expect(project.phases[0]?.rounds[0]).toMatchObject({ evidence: { checks: [] } });
    expect(project.phases[0]?.rounds[0]?.verdict?.noCheckReason).not.toBeNull();
  });

  test("an analysis phase rests on its document", async () => {
    const id = await submit({ scenario: "analysis" });
    const project = await until(id, standing);
    expect(project.status).toBe("SUCCEEDED");
    expect(project.plan?.comparison?.rows.length).toBeGreaterThan(0);
    expect(project.phases[0]).toMatchObject({ kind: "analysis", status: "ACCEPTED" });
    expect(project.phases[0]?.rounds[0]?.evidence).toMatchObject({
      changedFiles: [{ path: "DECISION.md" }],
      checks: [],
    });
    // How such a document is made, told to the Developer and to QA (R17).
    const told = (await eventsOf(id)).filter(
      ({ payload }) =>
        payload.type === "agent.instructed" && payload.prompt.includes('<conventions for="Architecture analysis">'),
    );
    expect(told.length).toBeGreaterThanOrEqual(2);
  });

  test("an architecture analysis: the gate misses a section that the plan names, and both options stand in the report", async () => {
    const id = await submit({ scenario: "architecture-analysis", startsFromRepository: true });
    const project = await until(id, standing);
    expect(project.status).toBe("SUCCEEDED");
    const [first, second] = project.phases[0]?.rounds ?? [];
    expect(first?.verdict).toMatchObject({
      verdict: "refine",
      overruled: "ARCHITECTURE.md has no section “Recommendation”.",
    });
    expect(first?.verdict?.instruction).toContain("under a heading of that name");
    expect(second?.verdict).toMatchObject({ verdict: "accept", overruled: null });
    expect(second?.evidence?.documents).toMatchObject([{ path: "ARCHITECTURE.md" }]);
    expect(second?.evidence?.documents?.[0]?.sections).toContainEqual({ heading: "Recommendation", empty: false });
    const { markdown } = await reportMarkdown(domain, { viewer: owner, projectId: id });
    expect(markdown).toContain("| Criterion | Numbers, with a limit (recommended) | BigInt |");
    expect(markdown).toContain("| **Sum** | **35** | **27** |");
  });

  test("a code review: findings in a document, and nothing else is changed", async () => {
    const id = await submit({ scenario: "code-review", startsFromRepository: true });
    const project = await until(id, standing);
    expect(project.status).toBe("SUCCEEDED");
    expect(project.phases[0]?.rounds).toHaveLength(1);
    const evidence = project.phases[0]?.rounds[0]?.evidence;
    expect(evidence?.changedFiles.map(({ path: file }) => file)).toEqual(["REVIEW.md"]);
    expect(evidence?.documents?.[0]?.words).toBeGreaterThan(150);
    // What the document says was measured: the tool's own output has it.
    const outputs = (await eventsOf(id)).map(({ payload }) => JSON.stringify(payload)).join("\n");
    expect(outputs).toContain("9999");
    expect(outputs).toContain('<conventions for=\\"Code review and security audit\\">');
  });

  test("a security audit: a document first, then a repair whose test passes", async () => {
    const id = await submit({ scenario: "security-audit", startsFromRepository: true });
    const project = await until(id, standing);
    expect(project.status).toBe("SUCCEEDED");
    const [audit, repair] = project.phases;
    expect(audit).toMatchObject({ kind: "analysis", status: "ACCEPTED" });
    expect(audit?.rounds.at(-1)?.evidence?.documents).toMatchObject([{ path: "SECURITY-AUDIT.md" }]);
    expect(repair).toMatchObject({ kind: "build", status: "ACCEPTED" });
    expect(repair?.rounds.at(-1)?.evidence?.checks[0]).toMatchObject({
      outcome: "passed",
      testsPassed: 5,
      testsFailed: 0,
    });
  });

  test("hosts that no list has are refused, and the log says so: once each, with what to do", async () => {
    const project = await until(await submit({ scenario: "reaches-out" }), ended);
    expect(project.status).toBe("SUCCEEDED");
    const events = await eventsOf(project.id);
    const refused = events.filter(({ payload }) => payload.type === "network.refused");
    expect(new Set(refused.map(({ attemptId }) => attemptId)).size).toBe(1);
    const told = refused.flatMap(({ payload }) => (payload.type === "network.refused" ? [payload] : []));
    expect(told.map(({ host, port }) => `${host}:${port}`).toSorted()).toEqual(["one.example:443", "two.example:8080"]);
    for (const { reason } of told) expect(reason).toMatch(/^The project's list of hosts does not have .*: Network, on/);
    const end = events.find(
      ({ attemptId, payload }) => attemptId === refused[0]?.attemptId && payload.type === "attempt.ended",
    );
    expect(end?.sequence).toBeGreaterThan(refused.at(-1)?.sequence ?? Number.POSITIVE_INFINITY);
  });

  test("pause ends the processes and keeps the session; resume goes on in it; cancel ends for good", async () => {
    const id = await submit({ scenario: "slow" });
    const isShellCall = ({ payload }: { payload: EventPayload }): boolean =>
      payload.type === "tool.called" && payload.name === "Bash";
    await expect.poll(async () => (await eventsOf(id)).some(isShellCall), { timeout: 60_000 }).toBe(true);
    await pauseProject(domain, { projectId: id, actorId: owner.id });
    const paused = await until(id, ({ liveAttempts }) => liveAttempts === 0);
    expect(paused.status).toBe("PAUSED");
    const stopped = (await eventsOf(id)).findLast(({ payload }) => payload.type === "attempt.ended");
    expect(stopped?.payload).toMatchObject({ outcome: "STOPPED", processesLeft: 0 });

    await resumeProject(domain, { projectId: id, actorId: owner.id });
    await until(id, ({ liveAttempts }) => liveAttempts === 1);
    await expect
      .poll(
        async () => (await eventsOf(id)).filter(({ payload }) => payload.type === "attempt.started").at(-1)?.payload,
      )
      .toMatchObject({ operation: "IMPLEMENT", resumed: true });
    // Its command was under way.
    const told = (await eventsOf(id)).flatMap(({ payload }) =>
      payload.type === "agent.instructed" ? [payload.prompt] : [],
    );
    expect(told.at(-1)).toContain('label="calls with unknown outcome">\n- Bash: ');
    await cancelProject(domain, { projectId: id, actorId: owner.id });
    const cancelled = await until(id, ({ liveAttempts }) => liveAttempts === 0);
    expect(cancelled.status).toBe("CANCELLED");
  });

  test("a used-up quota waits until its reset and goes on by itself", async () => {
    const project = await until(await submit({ scenario: "quota" }), ended);
    expect(project.status).toBe("SUCCEEDED");
    const changes = (await eventsOf(project.id)).flatMap(({ at, payload }) =>
      payload.type === "project.status_changed" ? [{ at, ...payload }] : [],
    );
    const held = changes.findIndex(({ hold }) => hold?.reason === "quota");
    const hold = changes[held]?.hold;
    expect(hold?.reason === "quota" && changes[held + 1]).toMatchObject({ from: "WAITING", hold: null });
    if (hold?.reason === "quota") {
      expect(changes[held + 1]?.at.getTime()).toBeGreaterThanOrEqual(new Date(hold.until).getTime());
    }
  });
});

describe("taken in hand by a person, with real git and the real Claude Code", { timeout: 300_000 }, () => {
  const workspace = (projectId: string) => path.join(dataDir, "workspaces", projectId, "files");
  const content = (projectId: string, file: string) => readFile(path.join(workspace(projectId), file), "utf8");
  const git = async (projectId: string, ...args: string[]): Promise<string> =>
    (await promisify(execFile)("git", ["-c", "safe.directory=*", "-C", workspace(projectId), ...args])).stdout.trim();
  const asks = (title: string) => (project: ProjectView) =>
    project.status === "WAITING" &&
    project.phases.some((phase) => phase.title === title && phase.status === "ESCALATED");

  test("a message reaches the living session; redo, rollback, skip and follow-up do what they say", async () => {
    const projectId = await submit({ scenario: "steered" });
    const steer = async (index: number) => {
      const phaseId = (await view(projectId)).phases[index]?.id ?? "none";
      return { projectId, phaseId, actorId: owner.id };
    };
    const calledTools = async () =>
      (await eventsOf(projectId)).flatMap(({ payload }) => (payload.type === "tool.called" ? [payload.name] : []));
    await expect.poll(async () => (await calledTools()).includes("Bash"), { timeout: 60_000, interval: 20 }).toBe(true);
    await sendMessage(domain, { projectId, actorId: owner.id, text: "Greet in English." });
    let project = await until(projectId, asks("Choose the words"));
    expect(project.phases[0]?.rounds[0]?.developerSummary).toContain("I took note of your message: Greet in English.");
    const log = await eventsOf(projectId);
    const delivered = log.filter(({ payload }) => payload.type === "message.delivered");
    expect(delivered).toMatchObject([{ payload: { operation: "IMPLEMENT", text: "Greet in English." } }]);
    expect(project.sessions).toHaveLength(2);

    // Tried again from what is there, with another model and in a conversation of its own.
    const model = "claude-scripted-1-small";
    await redoPhase(domain, { ...(await steer(1)), from: "as_it_stands", text: "Decide.", model });
    project = await until(projectId, asks("Write a manual"));
    expect(project.phases[1]).toMatchObject({
      status: "ACCEPTED",
      model,
      rounds: [{}, { cause: "redo_as_it_stands" }],
    });
    expect(await content(projectId, "WORDS.md")).toBe("Hello.\n");

    // Back to the first phase: the files are as they were, what was there is kept, and the work goes on by itself.
    await rollBack(domain, await steer(0));
    await until(projectId, ({ phases }) => phases[1]?.status === "IMPLEMENTING" || phases[1]?.status === "ACCEPTED");
    const restored = (await eventsOf(projectId)).flatMap(({ payload }) =>
      payload.type === "workspace.restored" ? [payload] : [],
    );
    expect(restored).toMatchObject([{ commit: project.phases[0]?.commit }]);
    expect(await git(projectId, "show", `${restored[0]?.kept}:MANUAL.md`)).toBe("A first draft.");
    project = await until(projectId, asks("Write a manual"));
    expect(await content(projectId, "MANUAL.md")).toBe("A second draft.\n");

    await skipPhase(domain, { ...(await steer(2)), reason: "The code says enough." });
    project = await until(projectId, ended);
    expect(project).toMatchObject({ status: "SUCCEEDED", phases: [{}, {}, { status: "SKIPPED" }] });
    await expect(content(projectId, "MANUAL.md")).rejects.toThrow("ENOENT");
    expect(await git(projectId, "status", "--porcelain")).toBe("");

    await followUpProject(domain, {
      projectId,
      actorId: owner.id,
      brief: "Now say goodbye as well.",
      approvePlan: false,
      screeningHash: null,
    });
    project = await until(projectId, ended);
    expect(project).toMatchObject({ status: "SUCCEEDED", cycle: 2, phases: [{ status: "ACCEPTED" }] });
    expect(await content(projectId, "notes/follow-up-1.md")).toContain("no recording");
    const asked = (await eventsOf(projectId)).flatMap(({ payload }) =>
      payload.type === "agent.instructed" ? [payload.prompt] : [],
    );
    expect(asked.find((prompt) => prompt.includes("Now say goodbye"))).toContain("Cycle 1, succeeded");
  });

  test("the PM changes the plan between two phases, with a reason", async () => {
    const project = await until(await submit({ scenario: "plan-changes" }), ended);
    expect(project.status).toBe("SUCCEEDED");
    expect(project.phases.map(({ title }) => title)).toEqual(["Write the greeter", "Write a short README"]);
    expect(project.revisions.map(({ by, reason }) => [by, reason?.slice(0, 22) ?? null])).toEqual([
      [null, null],
      [null, "The greeter is so smal"],
    ]);
  });
});
