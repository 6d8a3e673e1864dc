import { readFileSync } from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { chooseLocalModel } from "../domain/local-models/index.ts";
import { createProject } from "../domain/projects/index.ts";
import { writeSettings } from "../domain/settings/index.ts";
import { defaultScriptedModel } from "../providers/scripted/models.ts";
import { defaultLocalModel } from "../providers/scripted/ollama/local-models.ts";
import { leftLines, linesFile } from "../providers/scripted/scenarios/agents-at-work.ts";
import { workspacePaths } from "../sandbox/workspace-files.ts";
import { playOllama, type PlayedOllama, type PlayedQuestion } from "../testing/played-ollama.ts";
import { programsMarked, type StartedProcess } from "../testing/started-process.ts";
import { createRunnerPlace, type RunnerPlace } from "../testing/test-runner.ts";

// A real runner with the real Claude Code, killed in the middle of a live switch; another one takes over.
let at: RunnerPlace;
let played: PlayedOllama;
let answering: (question: PlayedQuestion) => Record<string, string> | Promise<Record<string, string>> = () => ({});
const runners: StartedProcess[] = [];

beforeAll(async () => {
  played = await playOllama({
    scenario: "leaves-lines",
    quotaWindowMs: 3_600_000,
    answering: (question) => answering(question),
  });
  at = await createRunnerPlace({
    variables: {
      OLLAMA_HOST: played.url,
      ANTHROPIC_API_KEY: "sk-ant-nobody-has-this",
      ANTHROPIC_BASE_URL: played.url,
    },
    tally: () => played.scripted.tally({}),
  });
  const models = ["models.projectManager", "models.developer", "models.qualityAssurance"] as const;
  const values = Object.fromEntries(models.map((key) => [key, defaultScriptedModel]));
  await writeSettings(at.domain, { values, actorId: at.owner.id });
});
afterAll(async () => {
  for (const { child } of runners) child.kill("SIGKILL");
  await Promise.all(runners.map(({ ended }) => ended()));
  await at.close();
  await played[Symbol.asyncDispose]();
});
beforeEach(async () => {
  answering = () => ({});
  await at.database.prisma.$executeRaw`TRUNCATE "Breaker", "RateLimitWindow", "RateLimitSample"`;
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

/** Claude's window is used up at the Developer's third call; by then one command has left its line. */
const limitAtThirdCall = (more: (question: PlayedQuestion) => Promise<void> = () => Promise.resolve()) => {
  let asked = 0;
  return async (question: PlayedQuestion): Promise<Record<string, string>> => {
    const { model, operation } = question;
    if (model === defaultScriptedModel && operation === "IMPLEMENT" && ++asked === 3)
      played.scripted.failNext({ fault: "quota", operation, times: 1 });
    await more(question);
    return {};
  };
};

const switchesOf = (projectId: string) => at.database.prisma.providerSwitch.findMany({ where: { projectId } });

/**
 * Keeps anybody from recording a switch while `during` is carried out, which begins when somebody is about to.
 */
const whileNoneIsRecorded = async (during: () => Promise<void>): Promise<void> => {
  const { prisma } = at.database;
  await prisma.$transaction(
    async (tx) => {
      await tx.$executeRaw`LOCK TABLE "ProviderSwitch" IN ACCESS EXCLUSIVE MODE`;
      const waiting = () => prisma.$queryRaw<unknown[]>`
        SELECT 1 FROM pg_locks WHERE NOT granted AND relation = '"ProviderSwitch"'::regclass`;
      await expect.poll(async () => (await waiting()).length, { timeout: 60_000, interval: 20 }).toBeGreaterThan(0);
      await during();
    },
    { timeout: 120_000 },
  );
};

/** Signals the agent's own program: to stop, so that it does not go on by itself, or to die. */
const signalClaudeCode = (signal: "SIGSTOP" | "SIGKILL"): void => {
  const programs = programsMarked(at.dataDir).filter(({ commandLine }) => commandLine.includes("stream-json"));
  expect(programs.length).toBeGreaterThan(0);
  for (const { pid } of programs) process.kill(pid, signal);
};

const moments: Record<string, (projectId: string, runner: StartedProcess) => Promise<void>> = {
  "before the switch is recorded": async (_, runner) => {
    await whileNoneIsRecorded(() => kill(runner));
  },
  "when it is recorded, and Claude Code has not heard of it": async (projectId, runner) => {
    await whileNoneIsRecorded(() => Promise.resolve(signalClaudeCode("SIGSTOP")));
    await expect.poll(async () => (await switchesOf(projectId)).length, { timeout: 30_000, interval: 20 }).toBe(1);
    await kill(runner);
  },
  "when Claude Code has asked the local model, and nothing has come of it": async (_, runner) => {
    const asked = Promise.withResolvers<void>();
    const over = Promise.withResolvers<void>();
    answering = limitAtThirdCall(async ({ model, operation }) => {
      if (model !== defaultLocalModel || operation !== "IMPLEMENT") return;
      asked.resolve();
      await over.promise;
      answering = () => ({});
      throw new Error("Nobody is there any more.");
    });
    await asked.promise;
    await kill(runner);
    over.resolve();
  },
};

test.each(Object.keys(moments))(
  "a runner that is killed %s: nothing is lost, no effect repeated, the switch recorded once",
  async (moment) => {
    const first = start();
    await expect.poll(() => chooseLocalModel(at.domain), { timeout: 60_000 }).not.toBeNull();
    answering = limitAtThirdCall();
    const { projectId } = await createProject(at.domain, {
      ownerId: at.owner.id,
      input: { brief: "Write a function that greets by name, with a test.", permissionMode: "autonomous" },
    });
    await moments[moment]?.(projectId, first);
    const second = start();
    await expect.poll(() => at.stop(projectId), { timeout: 120_000 }).toBe("SUCCEEDED");
    second.child.kill("SIGTERM");
    await second.ended();

    expect(await switchesOf(projectId)).toMatchObject([
      {
        fromModel: defaultScriptedModel,
        toModel: defaultLocalModel,
        // Where nothing was recorded, the next runner knows of the window by the headers of the refusal.
        reason: moment === "before the switch is recorded" ? "near_limit" : "quota",
      },
    ]);
    const events = await at.events(projectId);
    expect(events.filter(({ payload }) => payload.type === "provider.switched")).toHaveLength(1);
    const lines = readFileSync(path.join(workspacePaths(at.dataDir, projectId).filesPath, linesFile), "utf8");
    expect(lines.trim().split("\n")).toEqual(leftLines);
    // One conversation, in two processes; each of its tool calls once.
    const calls = events.flatMap(({ payload }) => (payload.type === "tool.called" ? [payload.toolUseId] : []));
    expect(new Set(calls).size).toBe(calls.length);
    const { prisma } = at.database;
    expect(await prisma.agentSession.count({ where: { phase: { projectId } } })).toBe(1);
    const attempts = await prisma.attempt.findMany({
      where: { run: { projectId, operation: "IMPLEMENT" } },
      orderBy: { startedAt: "asc" },
    });
    expect(attempts.map(({ outcome }) => outcome)).toEqual(["LOST", "COMPLETED"]);
    await at.booksBalance();
  },
  240_000,
);

test("the agent's own program dies when the switch is recorded: the local model goes on, and Claude's limit is not blamed", async () => {
  const runner = start();
  await expect.poll(() => chooseLocalModel(at.domain), { timeout: 60_000 }).not.toBeNull();
  answering = limitAtThirdCall();
  const { projectId } = await createProject(at.domain, {
    ownerId: at.owner.id,
    input: { brief: "Write a function that greets by name, with a test.", permissionMode: "autonomous" },
  });
  await whileNoneIsRecorded(() => Promise.resolve(signalClaudeCode("SIGSTOP")));
  await expect.poll(async () => (await switchesOf(projectId)).length, { timeout: 30_000, interval: 20 }).toBe(1);
  signalClaudeCode("SIGKILL");
  await expect.poll(() => at.stop(projectId), { timeout: 120_000 }).toBe("SUCCEEDED");
  runner.child.kill("SIGTERM");
  await runner.ended();

  const events = await at.events(projectId);
  const failures = events.flatMap(({ payload }) => (payload.type === "run.failed" ? [payload.error.class] : []));
  expect(failures).toEqual(["process_died"]);
  expect(events.filter(({ payload }) => payload.type === "provider.switched")).toHaveLength(1);
  await at.booksBalance();
}, 240_000);
