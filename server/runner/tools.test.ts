import { chmodSync, existsSync, readdirSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import type { AskAnswer, AskContent } from "../contract/asks.ts";
import { isEnded } from "../contract/statuses.ts";
import type { ProjectView } from "../contract/views.ts";
import { answerAsk } from "../domain/progress/index.ts";
import { buildViews, changeTool, toolDetail, toolViews } from "../domain/tools/index.ts";
import { installationMarker } from "../sandbox/process-marker.ts";
import { startTestRunner, type TestRunner } from "../testing/test-runner.ts";

// The real runner with the real Claude Code in the real sandbox; only the model is scripted.
let at: TestRunner;
beforeAll(async () => {
  at = await startTestRunner();
}, 60_000);
afterAll(() => at.close());
afterEach(() => at.booksBalance());

const until = async (projectId: string, reached: (project: ProjectView) => boolean): Promise<ProjectView> => {
  await expect.poll(async () => reached(await at.view(projectId)), { timeout: 180_000, interval: 100 }).toBe(true);
  return at.view(projectId);
};
const pending = ({ asks }: ProjectView, kind: AskContent["kind"]) =>
  asks.find(({ answer, content }) => answer === null && content.kind === kind);
const answer = async (project: ProjectView, given: AskAnswer): Promise<void> => {
  const ask = pending(project, given.kind);
  if (ask === undefined) throw new Error("Nothing is asked.");
  const { id: askId, contentHash } = ask;
  await answerAsk(at.domain, { askId, contentHash, actorId: at.owner.id, answer: given });
};
const approve = { decision: "approve", agents: ["DEVELOPER"], maxRequests: 12, deadline: null, comment: "" } as const;
const accept = { kind: "tool_acceptance", decision: "accept", scope: "project", reason: "" } as const;

/** Begins a story whose Developer asks for a tool, approves it, and follows the build until it is asked about. */
const built = async (scenario: string): Promise<{ projectId: string; build: ProjectView }> => {
  const projectId = await at.submit({ scenario });
  await answer(await until(projectId, (project) => !!pending(project, "tool_request")), {
    kind: "tool_request",
    verdict: { ...approve, agents: [...approve.agents], waits: true },
  });
  const waiting = await at.view(projectId);
  if (waiting.hold?.reason !== "tool_build") throw new Error(`It does not wait for a tool: ${waiting.status}`);
  const build = await until(waiting.hold.projectId, (project) => !!pending(project, "tool_acceptance"));
  return { projectId, build };
};
const ended = ({ status }: ProjectView): boolean => isEnded(status);
const lastWords = (project: ProjectView): string => project.phases[0]?.rounds[0]?.developerSummary ?? "";
const usesOf = async (projectId: string) =>
  at.database.prisma.toolUse.findMany({ where: { projectId }, orderBy: { at: "asc" } });

describe("a tool that agents build", { timeout: 400_000 }, () => {
  test("is asked for, approved, built in five phases, accepted as exactly that, and used by who waited for it", async () => {
    const { projectId, build } = await built("uses-tool");
    expect(await at.view(projectId)).toMatchObject({ status: "WAITING", liveAttempts: 0 });
    expect(build.phases.map(({ title }) => title)).toEqual(["Plan", "Research", "Implement", "Test", "Document"]);
    const ask = pending(build, "tool_acceptance");
    if (ask?.content.kind !== "tool_acceptance") throw new Error("It is not asked about.");
    const { proposal } = ask.content;
    expect(proposal).toMatchObject({ number: 1, manifest: { name: "voice_checker" }, previous: null });
    expect(proposal.checks.map(({ outcome }) => outcome)).toEqual(proposal.checks.map(() => "passed"));
    expect(proposal.checks.map(({ command }) => command)).toContain("The tests fail without the implementation");
    // Nobody uses what nobody has accepted.
    expect(await toolViews(at.domain, { viewer: at.owner })).toEqual([]);
    await answer(build, accept);
    const project = await until(projectId, ended);
    expect(project.status).toBe("SUCCEEDED");
    expect(lastWords(project)).toContain("It sounds warm.");
    const uses = await usesOf(projectId);
    expect(uses.map(({ outcome }) => outcome)).toEqual(["succeeded"]);
    // How long a call took is the tool's own time, in the activity as well.
    const shown = (await at.events(projectId)).flatMap(({ payload }) =>
      payload.type === "tool.finished" && payload.output === "It sounds warm." ? [payload.durationMs] : [],
    );
    expect(shown[0]).toBeGreaterThanOrEqual(uses[0]?.durationMs ?? Infinity);
    // One conversation, one run: it waited without a process, and went on in the same session.
    expect(project.runs.filter(({ operation }) => operation === "IMPLEMENT")).toHaveLength(1);
    const whole = await until(build.id, ended);
    expect(whole.status).toBe("SUCCEEDED");
    // Only the phase that shows the whole tool is reviewed; the gates decide about the others.
    expect(whole.runs.filter(({ operation }) => operation === "REVIEW")).toHaveLength(1);
    expect(whole.runs.filter(({ operation }) => operation === "PLAN")).toHaveLength(0);
    const [tool] = await toolViews(at.domain, { viewer: at.owner });
    expect(tool).toMatchObject({
      name: "voice_checker",
      scope: "project",
      current: { number: 1, hash: proposal.hash, builtBy: { id: build.id } },
      usage: { calls: 1, failures: 0 },
    });
    const { requestId } = await at.database.prisma.toolVersion.findFirstOrThrow();
    const views = await buildViews(at.domain, { requestIds: [requestId ?? ""] });
    expect(views.get(requestId ?? "")).toMatchObject({
      phasesDone: 5,
      requests: { used: 8, limit: 12 },
      version: { status: "ACCEPTED" },
      failure: null,
    });
  });

  test("does no harm: it crashes, hangs, floods and fails, and has no more than its declared rights", async () => {
    const { projectId, build } = await built("uses-odd-tool");
    await answer(build, accept);
    const project = await until(projectId, ended);
    expect(project.status).toBe("SUCCEEDED");
    const uses = await usesOf(projectId);
    expect(uses.map(({ outcome }) => outcome)).toEqual(["crashed", "timed_out", "flooded", "tool_error", "succeeded"]);
    expect(uses[0]?.detail).toContain("I cannot go on.");
    const events = await at.events(projectId);
    const results = events.flatMap(({ payload }) => (payload.type === "tool.finished" ? [payload.output] : []));
    const rights = results.find((text) => text.includes("readsProject")) ?? "";
    expect(JSON.parse(rights)).toEqual({
      readsProject: true,
      writesProject: "EROFS",
      writesItself: "EROFS",
      network: "no",
      home: [],
      environment: [],
    });
    expect(existsSync(path.join(at.dataDir, "workspaces", projectId, "files", "stolen.txt"))).toBe(false);
    // Nothing is left of the calls.
    const folders = readdirSync(tmpdir()).filter((name) =>
      name.startsWith(`spiral-${installationMarker(at.dataDir).slice(0, 8)}-`),
    );
    expect(folders.map((folder) => readdirSync(path.join(tmpdir(), folder, "tools")))).toEqual([[]]);
  });

  test("is not run when its content is not what was accepted, nor when it is switched off", async () => {
    const { projectId, build } = await built("uses-tool");
    const ask = pending(build, "tool_acceptance");
    if (ask?.content.kind !== "tool_acceptance") throw new Error("It is not asked about.");
    const { hash } = ask.content.proposal;
    const file = path.join(at.dataDir, "tools", hash, "server.js");
    expect(existsSync(file)).toBe(true);
    chmodSync(file, 0o644);
    writeFileSync(file, 'process.stdout.write("mine");');
    await answer(build, accept);
    const project = await until(projectId, ended);
    expect(lastWords(project)).toContain("Its files");
    expect(lastWords(project)).toContain("were changed");
    expect((await usesOf(projectId)).map(({ outcome }) => outcome)).toEqual(["refused"]);

    const [tool] = (await toolViews(at.domain, { viewer: at.owner })).filter(({ project: of }) => of?.id === projectId);
    await changeTool(at.domain, { toolId: tool?.id ?? "", change: "disable", actor: at.owner });
    const detail = await toolDetail(at.domain, { viewer: at.owner, toolId: tool?.id ?? "" });
    expect(detail).toMatchObject({ enabled: false, usage: { calls: 1, failures: 1 } });
  });

  test("comes to nothing when its gate is never passed; who waits for it hears why, and goes on", async () => {
    const projectId = await at.submit({ scenario: "uses-toothless-tool" });
    await answer(await until(projectId, (project) => !!pending(project, "tool_request")), {
      kind: "tool_request",
      verdict: { ...approve, agents: [...approve.agents], waits: true },
    });
    const { hold } = await at.view(projectId);
    if (hold?.reason !== "tool_build") throw new Error("It does not wait for a tool.");
    const stuck = await until(hold.projectId, (project) => !!pending(project, "question"));
    const test4 = stuck.phases[3]?.rounds.at(-1);
    expect(test4?.evidence?.checks.find(({ outcome }) => outcome === "failed")?.output).toContain(
      "npm test passes although",
    );
    await answer(stuck, { kind: "question", decision: "stop", text: "" });
    const project = await until(projectId, ended);
    expect(project.status).toBe("SUCCEEDED");
    expect(lastWords(project)).toContain("could not be built");
  });
});
