import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { readFileSync } from "node:fs";
import path from "node:path";
import type { AskAnswer } from "../contract/asks.ts";
import { pauseProject, resumeProject } from "../domain/projects/index.ts";
import { writeSettings } from "../domain/settings/index.ts";
import { leftLines, linesFile } from "../providers/scripted/scenarios/agents-at-work.ts";
import { workspacePaths } from "../sandbox/workspace-files.ts";
import { programsMarked } from "../testing/started-process.ts";
import { startTestRunner, type TestRunner } from "../testing/test-runner.ts";

// The real runner and the real Claude Code: three commands in a row, each of which a person has to allow.
let at: TestRunner;
beforeAll(async () => {
  at = await startTestRunner();
});
afterAll(() => at.close());
afterEach(() => at.booksBalance());

const long = { timeout: 150_000 };
const story = { scenario: "leaves-lines", permissionMode: "acceptEdits" } as const;
const allow: AskAnswer = { kind: "permission", decision: "allow", reason: "" };

const keepFor = (keepProcessSeconds: number): Promise<void> =>
  writeSettings(at.domain, {
    values: { "timeouts.keepProcessSeconds": keepProcessSeconds },
    actorId: at.owner.id,
  });
const claudeCode = (): readonly number[] =>
  programsMarked(at.dataDir).flatMap(({ pid, commandLine }) => (commandLine.includes("stream-json") ? [pid] : []));
const succeeds = (projectId: string) => expect.poll(() => at.stop(projectId), long).toBe("SUCCEEDED");
const linesOf = (projectId: string): string[] =>
  readFileSync(path.join(workspacePaths(at.dataDir, projectId).filesPath, linesFile), "utf8")
    .trim()
    .split("\n");
const attemptsOf = async (projectId: string) => {
  const attempts = await at.database.prisma.attempt.findMany({
    where: { run: { projectId, operation: "IMPLEMENT" } },
    orderBy: { startedAt: "asc" },
  });
  return attempts.map(({ outcome }) => outcome);
};
const waited = async (projectId: string): Promise<boolean> =>
  (await at.events(projectId)).some(
    ({ payload }) => payload.type === "project.status_changed" && payload.to === "WAITING",
  );

test("answers that come soon reach the very process that asked, whatever they say", { timeout: 200_000 }, async () => {
  await keepFor(120);
  const projectId = await at.submit(story);
  const processes: (readonly number[])[] = [];
  const answers: AskAnswer[] = [
    allow,
    { kind: "permission", decision: "deny", reason: "Not that line." },
    {
      kind: "permission",
      decision: "allow",
      reason: "",
      edited: { command: `echo other >> ${linesFile}`, description: "Note it" },
    },
  ];
  for (const answer of answers) {
    const ask = await at.asked(projectId);
    expect((await at.view(projectId)).status).toBe("RUNNING");
    processes.push(claudeCode());
    await at.answer(ask, answer);
  }
  await succeeds(projectId);
  expect(linesOf(projectId)).toEqual([leftLines[0], "other"]);
  expect(processes[0]).not.toEqual([]);
  expect(processes).toEqual(answers.map(() => processes[0]));
  expect(await attemptsOf(projectId)).toEqual(["COMPLETED"]);
  expect(await waited(projectId)).toBe(false);
  const told = (await at.events(projectId)).flatMap(({ payload }) =>
    payload.type === "tool.finished" && payload.isError ? [payload.output] : [],
  );
  expect(told).toEqual(["Not that line."]);
});

test(
  "when the short wait is over, the process ends and the project waits for the same answer",
  { timeout: 200_000 },
  async () => {
    await keepFor(1);
    const projectId = await at.submit(story);
    for (const [index] of leftLines.entries()) {
      const ask = await at.asked(projectId);
      await expect.poll(() => at.stop(projectId), long).toMatchObject({ reason: "permission", askId: ask.id });
      const waiting = await at.view(projectId);
      expect([waiting.liveAttempts, waiting.asks.length]).toEqual([0, index + 1]);
      expect(claudeCode()).toEqual([]);
      await at.answer(ask, allow);
    }
    await succeeds(projectId);
    expect(linesOf(projectId)).toEqual(leftLines);
    expect(await attemptsOf(projectId)).toEqual(["DEFERRED", "DEFERRED", "DEFERRED", "COMPLETED"]);
  },
);

test(
  "paused in the short wait, the answer that comes meanwhile is used when it is resumed",
  { timeout: 200_000 },
  async () => {
    await keepFor(120);
    const projectId = await at.submit(story);
    const ask = await at.asked(projectId);
    await pauseProject(at.domain, { projectId, actorId: at.owner.id });
    await expect.poll(async () => (await at.view(projectId)).liveAttempts, long).toBe(0);
    expect(claudeCode()).toEqual([]);
    await at.answer(ask, allow);
    await resumeProject(at.domain, { projectId, actorId: at.owner.id });
    for (const answer of [allow, allow]) await at.answer(await at.asked(projectId), answer);
    await succeeds(projectId);
    expect(linesOf(projectId)).toEqual(leftLines);
    expect((await at.view(projectId)).asks).toHaveLength(leftLines.length);
  },
);
