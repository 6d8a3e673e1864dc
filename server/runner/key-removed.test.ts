import { readFileSync } from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { removeKey, replaceKey } from "../domain/accounts/index.ts";
import { readyLocalModels } from "../domain/local-models/index.ts";
import { changeFallback, createProject } from "../domain/projects/index.ts";
import { writeSettings } from "../domain/settings/index.ts";
import { defaultScriptedModel } from "../providers/scripted/models.ts";
import { addTallies } from "../providers/scripted/metering/tally.ts";
import { leftLines, linesFile } from "../providers/scripted/scenarios/agents-at-work.ts";
import { workspacePaths } from "../sandbox/workspace-files.ts";
import { playOllama, type PlayedOllama } from "../testing/played-ollama.ts";
import { startTestRunner, type TestRunner } from "../testing/test-runner.ts";

// The real runner and the real Claude Code; an admin removes the key in the middle of the Developer's work.
let at: TestRunner;
let claude: PlayedOllama;
let ollama: PlayedOllama;

beforeAll(async () => {
  let asked = 0;
  claude = await playOllama({
    scenario: "leaves-lines",
    answering: async ({ operation }) => {
      if (operation === "IMPLEMENT" && ++asked % 2 === 0) await removeKey(at.domain, { actorId: at.owner.id });
      return {};
    },
  });
  ollama = await playOllama({ scenario: "leaves-lines" });
  at = await startTestRunner({
    variables: { OLLAMA_HOST: ollama.url, ANTHROPIC_BASE_URL: claude.url },
    tally: () => addTallies(claude.scripted.tally({}), ollama.scripted.tally({})),
  });
  const models = ["models.projectManager", "models.developer", "models.qualityAssurance"] as const;
  const values = Object.fromEntries(models.map((key) => [key, defaultScriptedModel]));
  await writeSettings(at.domain, { values, actorId: at.owner.id });
});
afterAll(async () => {
  await at.close();
  await claude[Symbol.asyncDispose]();
  await ollama[Symbol.asyncDispose]();
});

const enterKey = () =>
  replaceKey(at.domain, {
    input: { apiKey: "sk-ant-nobody-has-this-one", baseUrl: null, privateAddress: false, untested: true },
    actorId: at.owner.id,
    fetchTo: () => () => Promise.reject(new Error("Not tried.")),
  });
beforeEach(enterKey);

const submit = async (): Promise<string> => {
  await expect.poll(() => readyLocalModels(at.domain), { timeout: 180_000 }).toHaveLength(1);
  const input = { brief: "Write a function that greets by name, with a test.", permissionMode: "autonomous" } as const;
  return (await createProject(at.domain, { ownerId: at.owner.id, input })).projectId;
};
const project = (id: string) => at.database.prisma.project.findUniqueOrThrow({ where: { id } });
const linesOf = (projectId: string): string[] =>
  readFileSync(path.join(workspacePaths(at.dataDir, projectId).filesPath, linesFile), "utf8")
    .trim()
    .split("\n");

test("in mode auto a local model goes on with its conversation, and nobody is asked", async () => {
  const projectId = await submit();
  await expect.poll(() => at.stop(projectId), { timeout: 240_000 }).toBe("SUCCEEDED");
  const switches = await at.database.prisma.providerSwitch.findMany({ where: { projectId } });
  expect(switches).toMatchObject([{ reason: "no_account", toProvider: "ollama" }]);
  expect(linesOf(projectId)).toEqual(leftLines);
  expect(await at.database.prisma.agentSession.count({ where: { phase: { projectId } } })).toBe(1);
}, 300_000);

test("where local models may not stand in it waits for an account, in words of our own", async () => {
  await changeFallback(at.domain, { mode: "disabled", wish: null, actorId: at.owner.id });
  const projectId = await submit();
  await expect.poll(async () => (await project(projectId)).status, { timeout: 240_000 }).toBe("WAITING");
  const { hold } = await project(projectId);
  expect(await at.database.prisma.run.findMany({ where: { projectId, status: "WAITING" } })).toMatchObject([
    { operation: "IMPLEMENT" },
  ]);
  expect(hold).toMatchObject({
    reason: "provider",
    class: "no_account",
    message: "No account of Claude's can be used.",
  });
  expect(JSON.stringify(hold)).toContain("Enter an API key in Settings");
  expect(JSON.stringify(await at.events(projectId))).not.toMatch(
    /service does not accept|Claude Code says|start Ollama/,
  );
}, 300_000);
