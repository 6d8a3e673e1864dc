import { existsSync, writeFileSync } from "node:fs";
import path from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { isEnded } from "../contract/statuses.ts";
import type { ToolVerdict } from "../contract/tool-requests.ts";
import type { ProjectView } from "../contract/views.ts";
import { workspacePaths } from "../sandbox/workspace-files.ts";
import { startTestRunner, type TestRunner } from "../testing/test-runner.ts";

// The real runner with the real Claude Code; only the model is scripted.
let at: TestRunner;
beforeAll(async () => {
  at = await startTestRunner();
});
afterAll(() => at.close());
afterEach(() => at.booksBalance());

const until = async (projectId: string, reached: (project: ProjectView) => boolean): Promise<ProjectView> => {
  await expect.poll(async () => reached(await at.view(projectId)), { timeout: 150_000, interval: 50 }).toBe(true);
  return at.view(projectId);
};
const pending = ({ asks }: ProjectView) => asks.find(({ answer }) => answer === null);
const ended = ({ status }: ProjectView): boolean => isEnded(status);
const decide = async (projectId: string, verdict: ToolVerdict): Promise<void> =>
  at.answer(await at.asked(projectId), { kind: "tool_request", verdict });
const alternative: ToolVerdict = { decision: "alternative", alternative: "Read it aloud.", reason: "Ears do." };

/** What the Developer says at the end of its work. */
const lastWords = (project: ProjectView): string => project.phases[0]?.rounds[0]?.developerSummary ?? "";
const callsOf = async (projectId: string) => {
  const events = await at.events(projectId);
  const called = events.flatMap(({ payload }) =>
    payload.type === "tool.called" && payload.name === "request_tool" ? [payload.toolUseId] : [],
  );
  const results = events.flatMap(({ payload }) =>
    payload.type === "tool.finished" && called.includes(payload.toolUseId) ? [payload.output] : [],
  );
  return { called, results, events };
};

describe("a tool that the Developer lacks", { timeout: 200_000 }, () => {
  test("is decided while no process waits; the decision is the call's result, and the work goes on at once", async () => {
    const projectId = await at.submit({ scenario: "asks-for-tool" });
    const waiting = await until(
      projectId,
      (project) => pending(project)?.advice?.assessment !== null && !!pending(project),
    );
    expect(waiting).toMatchObject({ status: "WAITING", hold: { reason: "tool_request" }, liveAttempts: 0 });
    // What it had read before it asked stands beside the request: its words may have led to it.
    expect(pending(waiting)?.readBefore.map((file) => path.basename(file))).toEqual(["greet.js"]);
    await decide(projectId, alternative);
    const project = await until(projectId, ended);
    expect(project.status).toBe("SUCCEEDED");
    expect(lastWords(project)).toContain("Read it aloud.");
    const { called, results } = await callsOf(projectId);
    expect(called).toHaveLength(1);
    expect(results).toHaveLength(1);
    expect(results[0]).toContain("Use this instead: Read it aloud.");
    const { runs } = project;
    expect(runs.filter(({ operation }) => operation === "ASSESS_TOOL")).toMatchObject([{ status: "SUCCEEDED" }]);
    expect(runs.filter(({ operation }) => operation === "IMPLEMENT")).toHaveLength(1);
  });

  test("is told between two turns where the Developer went on without it", async () => {
    const projectId = await at.submit({ scenario: "asks-for-tool-meanwhile" });
    const working = await until(projectId, (project) => !!pending(project));
    expect(working.status).toBe("RUNNING");
    await decide(projectId, alternative);
    const { filesPath } = workspacePaths(at.dataDir, projectId);
    writeFileSync(path.join(filesPath, "decided"), "");
    expect(existsSync(path.join(filesPath, "greet.js"))).toBe(true);
    const project = await until(projectId, ended);
    expect(project.status).toBe("SUCCEEDED");
    expect(lastWords(project)).toContain("Read it aloud.");
    expect(project.messages).toMatchObject([{ by: "Ada" }]);
    expect(project.messages[0]?.deliveredAt).not.toBeNull();
    const { results } = await callsOf(projectId);
    expect(results[0]).toContain("Asked. The user decides");
  });

  test("is asked for by QA too: it waits without a process, and reviews when it knows", async () => {
    const projectId = await at.submit({ scenario: "review-asks-for-tool" });
    const waiting = await until(projectId, (project) => !!pending(project));
    expect(waiting).toMatchObject({ status: "WAITING", hold: { reason: "tool_request" } });
    expect(pending(waiting)?.content).toMatchObject({ kind: "tool_request", from: "QUALITY_ASSURANCE" });
    await decide(projectId, alternative);
    const project = await until(projectId, ended);
    expect(project.status).toBe("SUCCEEDED");
    const { called, results } = await callsOf(projectId);
    expect(called).toHaveLength(2);
    expect(results).toHaveLength(1);
    expect(results[0]).toContain("Use this instead: Read it aloud.");
    const reviews = project.runs.filter(({ operation }) => operation === "REVIEW");
    expect(reviews).toMatchObject([{ status: "SUCCEEDED" }]);
    expect(await at.database.prisma.toolRequest.count({ where: { projectId } })).toBe(1);
  });

  test("the sample asks for a permission and a tool, and ends well with whatever was decided", async () => {
    const projectId = await at.submit({ scenario: "sample-asks", permissionMode: "acceptEdits" });
    const permission = await at.asked(projectId);
    expect(permission.content).toMatchObject({ kind: "permission", toolName: "Bash" });
    await at.answer(permission, { kind: "permission", decision: "allow", reason: "" });
    await until(projectId, (project) => pending(project)?.content.kind === "tool_request");
    await decide(projectId, { decision: "reject", reason: "Too large.", workaround: "Type the table in." });
    const project = await until(projectId, ended);
    expect(project.status).toBe("SUCCEEDED");
    const readme = project.phases[0]?.rounds[0]?.evidence?.diff ?? "";
    expect(readme).toContain("Type the table in.");
  });
});
