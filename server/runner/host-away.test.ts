import { readFileSync } from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { readyLocalModels } from "../domain/local-models/index.ts";
import { createProject } from "../domain/projects/index.ts";
import { writeSettings } from "../domain/settings/index.ts";
import { addTallies } from "../providers/scripted/metering/tally.ts";
import { defaultLocalModel } from "../providers/scripted/ollama/local-models.ts";
import { leftLines, linesFile } from "../providers/scripted/scenarios/agents-at-work.ts";
import { workspacePaths } from "../sandbox/workspace-files.ts";
import { playOllama, type PlayedOllama } from "../testing/played-ollama.ts";
import { startTestRunner, type TestRunner } from "../testing/test-runner.ts";

// The real runner and the real Claude Code with two Ollama servers, which have the same model.
let at: TestRunner;
let first: PlayedOllama;
let second: PlayedOllama;

let asked = 0;
beforeAll(async () => {
  first = await playOllama({
    scenario: "leaves-lines",
    answering: async ({ operation }) => {
      // In the middle of the Developer's work its machine is gone.
      if (operation === "IMPLEMENT" && ++asked === 3) await first[Symbol.asyncDispose]();
      return {};
    },
  });
  second = await playOllama({ scenario: "leaves-lines" });
  at = await startTestRunner({
    variables: { OLLAMA_HOST: first.url },
    tally: () => addTallies(first.scripted.tally({}), second.scripted.tally({})),
  });
  await writeSettings(at.domain, { values: { "ollama.hosts": [second.url] }, actorId: at.owner.id });
});
afterAll(async () => {
  await at.close();
  await second[Symbol.asyncDispose]();
});

test("a server that dies in the middle of a run: the work goes on at the next one, and nothing is done twice", async () => {
  const ready = async () => (await readyLocalModels(at.domain)).map(({ hostUrl, model }) => [hostUrl, model]);
  const both = [first, second].map(({ url }) => [url, defaultLocalModel]);
  await expect.poll(ready, { timeout: 180_000 }).toEqual(expect.arrayContaining(both));
  const { projectId } = await createProject(at.domain, {
    ownerId: at.owner.id,
    input: { brief: "Write a function that greets by name, with a test.", permissionMode: "autonomous" },
  });
  await expect.poll(() => at.stop(projectId), { timeout: 240_000 }).toBe("SUCCEEDED");
  const attempts = await at.database.prisma.attempt.findMany({
    where: { run: { projectId, operation: "IMPLEMENT" } },
    orderBy: { startedAt: "asc" },
  });
  expect(attempts.map(({ outcome }) => outcome)).toEqual(["FAILED", "COMPLETED"]);
  expect(second.scripted.tally({}).calls).toBeGreaterThan(3);
  const lines = readFileSync(path.join(workspacePaths(at.dataDir, projectId).filesPath, linesFile), "utf8");
  expect(lines.trim().split("\n")).toEqual(leftLines);
}, 480_000);
