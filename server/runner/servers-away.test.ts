import { readFileSync } from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { readyLocalModels } from "../domain/local-models/index.ts";
import { createProject, getProject } from "../domain/projects/index.ts";
import { writeSettings } from "../domain/settings/index.ts";
import { defaultScriptedModel } from "../providers/scripted/models.ts";
import { addTallies } from "../providers/scripted/metering/tally.ts";
import { leftLines, linesFile } from "../providers/scripted/scenarios/agents-at-work.ts";
import { workspacePaths } from "../sandbox/workspace-files.ts";
import { playOllama, type PlayedOllama } from "../testing/played-ollama.ts";
import { startTestRunner, type TestRunner } from "../testing/test-runner.ts";

// The real runner and the real Claude Code, with Claude and one Ollama server, each at an address of its own.
let at: TestRunner;
let claude: PlayedOllama;
let ollama: PlayedOllama;

/** Longer than anybody tries a server that does not answer. */
const quotaWindowMs = 60_000;

beforeAll(async () => {
  let askedClaude = 0;
  claude = await playOllama({
    scenario: "leaves-lines",
    quotaWindowMs,
    answering: ({ operation }) => {
      if (operation === "IMPLEMENT" && ++askedClaude === 2)
        claude.scripted.failNext({ fault: "quota", operation, times: 1 });
      return {};
    },
  });
  let askedOllama = 0;
  ollama = await playOllama({
    scenario: "leaves-lines",
    answering: async ({ operation }) => {
      // In the middle of its work in Claude's place its machine is gone, and it is the only one.
      if (operation === "IMPLEMENT" && ++askedOllama === 2) await ollama[Symbol.asyncDispose]();
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
afterAll(async () => {
  await at.close();
  await claude[Symbol.asyncDispose]();
});

test("Claude at its limit, and the only local server dies in its place: the project waits for Claude and is finished by it, without a person", async () => {
  await expect.poll(() => readyLocalModels(at.domain), { timeout: 180_000 }).toHaveLength(1);
  const { projectId } = await createProject(at.domain, {
    ownerId: at.owner.id,
    input: { brief: "Write a function that greets by name, with a test.", permissionMode: "autonomous" },
  });
  const project = () => at.database.prisma.project.findUniqueOrThrow({ where: { id: projectId } });
  await expect.poll(async () => (await project()).hold, { timeout: 180_000 }).toMatchObject({ reason: "quota" });
  // Nobody works on it meanwhile.
  const viewer = { id: at.owner.id, role: "ADMIN" } as const;
  expect(await getProject(at.domain, { projectId, viewer })).toMatchObject({ standIn: null });
  // Nobody answers anything; its window begins anew.
  await expect.poll(async () => (await project()).status, { timeout: 240_000 }).toBe("SUCCEEDED");

  const switches = await at.database.prisma.providerSwitch.findMany({
    where: { projectId },
    orderBy: { dispatchedAt: "asc" },
  });
  expect(switches.map(({ reason, toProvider }) => [reason, toProvider])).toEqual([
    ["quota", "ollama"],
    ["recovered", "anthropic_api"],
  ]);
  const lines = readFileSync(path.join(workspacePaths(at.dataDir, projectId).filesPath, linesFile), "utf8");
  expect(lines.trim().split("\n")).toEqual(leftLines);
}, 600_000);
