import { readFileSync } from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { AskAnswer } from "../contract/asks.ts";
import type { AskView } from "../contract/views.ts";
import { leftLines, linesFile } from "../providers/scripted/scenarios/agents-at-work.ts";
import { workspacePaths } from "../sandbox/workspace-files.ts";
import type { StartedProcess } from "../testing/started-process.ts";
import { createRunnerPlace, type RunnerPlace } from "../testing/test-runner.ts";

// A real runner with the real Claude Code, killed while a person is asked; another one takes over.
let at: RunnerPlace;
const runners: StartedProcess[] = [];
beforeAll(async () => {
  at = await createRunnerPlace();
});
afterAll(async () => {
  for (const { child } of runners) child.kill("SIGKILL");
  await Promise.all(runners.map(({ ended }) => ended()));
  await at.close();
});

const start = (): StartedProcess => {
  const runner = at.startProcess();
  runners.push(runner);
  return runner;
};
const kill = async ({ child, ended }: StartedProcess): Promise<void> => {
  child.kill("SIGKILL");
  await ended();
};
const succeeds = (projectId: string) => expect.poll(() => at.stop(projectId), { timeout: 150_000 }).toBe("SUCCEEDED");
const asksOf = async (projectId: string) => (await at.view(projectId)).asks.map(({ id }) => id);
const subjectOf = async ({ id }: AskView) =>
  (await at.database.prisma.ask.findUniqueOrThrow({ where: { id } })).subject;
const toolUseOf = ({ content }: AskView) => (content.kind === "permission" ? content.toolUseId : null);
const allow: AskAnswer = { kind: "permission", decision: "allow", reason: "" };

test("killed in the short wait, nothing is asked twice and nothing done twice, whenever the answer comes", async () => {
  const first = start();
  const projectId = await at.submit({ scenario: "leaves-lines", permissionMode: "acceptEdits" });
  const one = await at.asked(projectId);
  expect((await at.view(projectId)).status).toBe("RUNNING");
  await kill(first);
  await at.answer(one, allow);

  const second = start();
  const two = await at.asked(projectId);
  expect(await asksOf(projectId)).toEqual([one.id, two.id]);
  await kill(second);
  start();
  // Taken over, and the agent calls it again, under another id: it is the same request.
  await expect.poll(() => subjectOf(two), { timeout: 60_000 }).not.toBe(toolUseOf(two));
  await at.answer(two, allow);
  const three = await at.asked(projectId);
  await at.answer(three, allow);

  await succeeds(projectId);
  expect(await asksOf(projectId)).toEqual([one.id, two.id, three.id]);
  const { filesPath } = workspacePaths(at.dataDir, projectId);
  expect(readFileSync(path.join(filesPath, linesFile), "utf8").trim().split("\n")).toEqual(leftLines);
  await at.booksBalance();
}, 300_000);

test("killed while a tool request waits, it is asked for once, and the agent gets what is decided afterwards", async () => {
  const first = start();
  const projectId = await at.submit({ scenario: "asks-for-tool" });
  await expect.poll(() => at.stop(projectId), { timeout: 60_000 }).toMatchObject({ reason: "tool_request" });
  const ask = await at.asked(projectId);
  await kill(first);
  start();
  const assessments = () => at.database.prisma.run.findMany({ where: { projectId, operation: "ASSESS_TOOL" } });
  await expect
    .poll(async () => (await assessments()).map(({ status }) => status), { timeout: 60_000 })
    .toEqual(["SUCCEEDED"]);
  await at.answer(ask, {
    kind: "tool_request",
    verdict: { decision: "alternative", alternative: "Read it aloud.", reason: "Ears do." },
  });

  await succeeds(projectId);
  expect(await asksOf(projectId)).toEqual([ask.id]);
  const project = await at.view(projectId);
  expect(project.phases[0]?.rounds[0]?.developerSummary).toContain("Read it aloud.");
  expect(await at.database.prisma.toolRequest.count({ where: { projectId } })).toBe(1);
  expect(await assessments()).toHaveLength(1);
  const events = await at.events(projectId);
  const called = events.flatMap(({ payload }) =>
    payload.type === "tool.called" && payload.name === "request_tool" ? [payload.toolUseId] : [],
  );
  expect(called).toHaveLength(1);
  await at.booksBalance();
}, 300_000);
