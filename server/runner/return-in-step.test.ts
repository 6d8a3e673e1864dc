import { readFileSync } from "node:fs";
import path from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { readyLocalModels } from "../domain/local-models/index.ts";
import { changeFallback, createProject } from "../domain/projects/index.ts";
import { writeSettings } from "../domain/settings/index.ts";
import { defaultScriptedModel } from "../providers/scripted/models.ts";
import { addTallies } from "../providers/scripted/metering/tally.ts";
import { leftLines, linesFile } from "../providers/scripted/scenarios/agents-at-work.ts";
import { workspacePaths } from "../sandbox/workspace-files.ts";
import { playOllama, type PlayedOllama } from "../testing/played-ollama.ts";
import { startTestRunner, type TestRunner } from "../testing/test-runner.ts";

// The real runner and the real Claude Code. Claude meets its limit at the Developer's second turn; what comes back to it
// does so within the same step.
let at: TestRunner;
let claude: PlayedOllama;
let ollama: PlayedOllama;
let refusals = 0;
/** How often either was asked in a step of the Developer's. */
let turns = 0;
let stoodIn = 0;
/** What happens before the local model gives its first answer of a step. */
let meanwhile: () => Promise<void>;

beforeAll(async () => {
  claude = await playOllama({
    scenario: "leaves-lines",
    quotaWindowMs: 2_000,
    answering: ({ operation }) => {
      if (operation === "IMPLEMENT" && ++turns > 1 && refusals > 0) {
        refusals -= 1;
        claude.scripted.failNext({ fault: "quota", operation, times: 1 });
      }
      return {};
    },
  });
  ollama = await playOllama({
    scenario: "leaves-lines",
    answering: async ({ operation }) => {
      if (operation === "IMPLEMENT" && stoodIn++ === 0) await meanwhile();
      return {};
    },
  });
  at = await startTestRunner({
    variables: {
      OLLAMA_HOST: ollama.url,
      ANTHROPIC_API_KEY: "sk-ant-nobody-has-this",
      ANTHROPIC_BASE_URL: claude.url,
    },
    tally: () => addTallies(claude.scripted.tally({}), ollama.scripted.tally({})),
  });
  const models = ["models.projectManager", "models.developer", "models.qualityAssurance"] as const;
  const values = Object.fromEntries(models.map((key) => [key, defaultScriptedModel]));
  await writeSettings(at.domain, { values, actorId: at.owner.id });
});
beforeEach(() => {
  turns = 0;
  stoodIn = 0;
});
afterAll(async () => {
  await at.close();
  await claude[Symbol.asyncDispose]();
  await ollama[Symbol.asyncDispose]();
});

const finished = async (): Promise<string> => {
  await expect.poll(() => readyLocalModels(at.domain), { timeout: 180_000 }).toHaveLength(1);
  const { projectId } = await createProject(at.domain, {
    ownerId: at.owner.id,
    input: { brief: "Write a function that greets by name, with a test.", permissionMode: "autonomous" },
  });
  await expect.poll(() => at.stop(projectId), { timeout: 240_000 }).toBe("SUCCEEDED");
  return projectId;
};

const expectOnce = async (projectId: string): Promise<void> => {
  const lines = readFileSync(path.join(workspacePaths(at.dataDir, projectId).filesPath, linesFile), "utf8");
  expect(lines.trim().split("\n")).toEqual(leftLines);
  const { prisma } = at.database;
  expect(await prisma.agentSession.count({ where: { phase: { projectId } } })).toBe(1);
  expect(await prisma.run.count({ where: { projectId, operation: "IMPLEMENT" } })).toBe(1);
};
const switchesOf = async (projectId: string) =>
  (await at.database.prisma.providerSwitch.findMany({ where: { projectId }, orderBy: { dispatchedAt: "asc" } })).map(
    ({ reason, toProvider }) => [reason, toProvider],
  );
const attemptsOf = async (projectId: string) =>
  (
    await at.database.prisma.attempt.findMany({
      where: { run: { projectId, operation: "IMPLEMENT" } },
      orderBy: { startedAt: "asc" },
    })
  ).map(({ provider, outcome }) => [provider, outcome]);

test("Claude comes back by itself at the end of a turn when its limit is over, in the same conversation", async () => {
  refusals = 1;
  meanwhile = async () => {
    for (;;) {
      const { until } = await at.database.prisma.breaker.findFirstOrThrow();
      if (until <= at.domain.clock.now()) return;
      await pause(100);
    }
  };
  const projectId = await finished();
  await expectOnce(projectId);
  expect(await switchesOf(projectId)).toEqual([
    ["quota", "ollama"],
    ["recovered", "anthropic_api"],
  ]);
  expect(await attemptsOf(projectId)).toEqual([
    ["ollama", "STOPPED"],
    ["anthropic_api", "COMPLETED"],
  ]);
  expect(await at.database.prisma.breaker.findMany()).toMatchObject([{ state: "CLOSED" }]);
}, 300_000);

test("asked back by a person while it is still at its limit, it is tried once, and the local model goes on", async () => {
  refusals = 2;
  meanwhile = () => changeFallback(at.domain, { mode: "auto", wish: null, tryClaude: true, actorId: at.owner.id });
  const projectId = await finished();
  await expectOnce(projectId);
  const switches = await switchesOf(projectId);
  expect(switches.slice(0, 3)).toEqual([
    ["quota", "ollama"],
    ["recovered", "anthropic_api"],
    ["quota", "ollama"],
  ]);
}, 300_000);
