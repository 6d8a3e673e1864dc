import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { z } from "zod";
import type { Operation } from "../contract/roles.ts";
import { askCheck, askPull, chooseLocalModel, localModelsView } from "../domain/local-models/index.ts";
import { accountName } from "../domain/accounts/index.ts";
import { storeSecret } from "../domain/secrets/index.ts";
import { noteLimits } from "../domain/rate-limits/index.ts";
import { createProject, retryProject } from "../domain/projects/index.ts";
import { defaultLocalModel, secondLocalModel } from "../providers/scripted/ollama/local-models.ts";
import { playOllama, type PlayedOllama } from "../testing/played-ollama.ts";
import { startTestRunner, type TestRunner } from "../testing/test-runner.ts";

// The real runner and the real Claude Code, with nothing but an Ollama server: no key, no sign-in, no network.
let at: TestRunner;
let ollama: PlayedOllama;

beforeAll(async () => {
  // Enough for agents, and less than an analysis would ask for by itself.
  ollama = await playOllama({ scenario: "asks-permission", ollamaContext: 64_000 });
  ollama.scripted.forgetModel("scripted-local-prose:7b");
  at = await startTestRunner({ variables: { OLLAMA_HOST: ollama.url }, tally: () => ollama.scripted.tally({}) });
});
afterAll(async () => {
  await at.close();
  await ollama[Symbol.asyncDispose]();
});
afterEach(() => at.booksBalance());

const create = async (): Promise<string> => {
  const { projectId } = await createProject(at.domain, {
    ownerId: at.owner.id,
    input: { brief: "Write a function that greets by name, with a test.", permissionMode: "autonomous" },
  });
  return projectId;
};

const view = async () => (await localModelsView(at.domain)).hosts[0];
const modelNamed = async (name: string) => (await view())?.models.find((model) => model.name === name);

test("models are found and the best is checked by itself; a project of one's own runs on it, with tools", async () => {
  await expect.poll(() => chooseLocalModel(at.domain), { timeout: 30_000 }).not.toBeNull();
  expect(await modelNamed(defaultLocalModel)).toMatchObject({ check: { state: "passed" }, inUse: true, warning: null });

  const projectId = await create();
  await expect.poll(() => at.stop(projectId), { timeout: 75_000 }).toBe("SUCCEEDED");
  const ended = await at.view(projectId);
  expect(ended).toMatchObject({ provider: "ollama", model: defaultLocalModel });
  expect(ended.phases[0]?.rounds[0]?.evidence?.changedFiles.length).toBeGreaterThan(0);
  const rows = await at.database.prisma.usageRecord.findMany({ where: { projectId } });
  expect(new Set(rows.map(({ provider, accountKind, model }) => `${provider} ${accountKind} ${model}`))).toEqual(
    new Set([`ollama local ${defaultLocalModel}`]),
  );
  // Loaded once: neither its check nor an agent nor an analysis had it loaded anew for another context.
  expect(ollama.scripted.loads()).toEqual([{ model: defaultLocalModel, context: 64_000 }]);
}, 90_000);

test("a model that is missing is pulled on demand, checked on demand, and out when it cannot use tools", async () => {
  const url = ollama.url;
  const name = "scripted-local-prose:7b";
  expect(await modelNamed(name)).toBeUndefined();
  await askPull(at.domain, { hostUrl: url, model: name, actorId: at.owner.id });
  await expect.poll(async () => (await view())?.pulls.at(-1)?.endedAt ?? null, { timeout: 20_000 }).not.toBeNull();
  expect((await view())?.pulls.at(-1)).toMatchObject({ model: name, error: null, completedBytes: 5_000_000_000 });
  // It may be checked by itself before anybody looks: the two best are.
  await expect.poll(() => modelNamed(name), { timeout: 45_000 }).toBeDefined();
  await askCheck(at.domain, { hostUrl: url, model: name, actorId: at.owner.id });
  await expect.poll(async () => (await modelNamed(name))?.check.state, { timeout: 20_000 }).toBe("failed");
  expect(await modelNamed(name)).toMatchObject({
    inUse: false,
    check: { reason: expect.stringContaining("into its text") as unknown },
  });
}, 90_000);

test("what a local model hands in wrong is its failure: the next one goes on, after the last a person is asked", async () => {
  const second = secondLocalModel;
  await askPull(at.domain, { hostUrl: ollama.url, model: second, actorId: at.owner.id });
  await expect.poll(async () => (await modelNamed(second))?.check.state, { timeout: 60_000 }).toBe("passed");
  // A question is asked twice, the second time with what was wrong; of a Developer's empty
  // answer Claude Code asks again by itself.
  const fail = (fault: "prose" | "empty" | "misfit", operation: Operation, times: number) =>
    ollama.scripted.failNext({ fault, of: "local", operation, times });
  fail("prose", "PLAN", 2);
  fail("empty", "IMPLEMENT", 2);
  fail("empty", "REVIEW", 2);
  fail("misfit", "EVALUATE", 1);
  fail("prose", "REPORT", 4);
  const projectId = await create();
  await expect
    .poll(() => at.stop(projectId), { timeout: 120_000 })
    .toMatchObject({
      reason: "attention",
      message: expect.stringContaining(`has failed at this: ${defaultLocalModel}, ${second}`) as unknown,
    });
  // All are tried again when somebody lets it go on.
  await retryProject(at.domain, { projectId, actorId: at.owner.id });
  await expect.poll(() => at.stop(projectId), { timeout: 60_000 }).toBe("SUCCEEDED");
  const attempts = await at.database.prisma.attempt.findMany({
    where: { run: { projectId }, model: { not: null } },
    orderBy: { startedAt: "asc" },
    select: { model: true, outcome: true, run: { select: { operation: true } } },
  });
  expect(attempts.map(({ run, model, outcome }) => [run.operation, model, outcome])).toEqual([
    ["PLAN", defaultLocalModel, "FAILED"],
    ["PLAN", second, "COMPLETED"],
    ["IMPLEMENT", defaultLocalModel, "FAILED"],
    ["IMPLEMENT", second, "COMPLETED"],
    ["REVIEW", defaultLocalModel, "FAILED"],
    ["REVIEW", second, "COMPLETED"],
    ["EVALUATE", defaultLocalModel, "COMPLETED"],
    ["REPORT", defaultLocalModel, "FAILED"],
    ["REPORT", second, "FAILED"],
    ["REPORT", defaultLocalModel, "COMPLETED"],
  ]);
}, 240_000);

test("near one of Claude's limits a local model is loaded and kept in memory, and let go when the window begins anew", async () => {
  await expect.poll(() => chooseLocalModel(at.domain), { timeout: 30_000 }).not.toBeNull();
  const inMemory = async () => {
    const answer = await fetch(`${ollama.url}/api/ps`);
    return Running.parse(await answer.json()).models.find(({ name }) => name === defaultLocalModel)?.keep_alive;
  };
  // The limits that count are those of the account in use.
  const credential = "made-up-key-of-a-test-0042";
  await storeSecret(at.database.prisma, { name: "anthropic.apiKey", value: credential, actorId: at.owner.id });
  const report = (utilisation: number, resetsAt: Date) =>
    noteLimits(at.database.prisma, {
      provider: "anthropic_api",
      accountKind: "api_key",
      account: accountName({ kind: "api_key", credential }),
      source: "claude_code",
      at: at.domain.clock.now(),
      windows: [{ name: "five_hour", status: "allowed", utilisation, resetsAt: resetsAt.toISOString() }],
    });
  const reset = new Date(Math.ceil(Date.now() / 1_000) * 1_000 + 3_600_000);
  await report(0.69, reset);
  expect((await modelNamed(defaultLocalModel))?.pinned).toBeNull();
  await report(0.71, reset);
  await expect
    .poll(async () => (await modelNamed(defaultLocalModel))?.pinned, { timeout: 20_000 })
    .toEqual({ until: reset, error: null });
  expect(await inMemory()).toBe("15m");
  await report(0.02, new Date(reset.getTime() + 5 * 3_600_000));
  await expect.poll(async () => (await modelNamed(defaultLocalModel))?.pinned, { timeout: 20_000 }).toBeNull();
  expect(await inMemory()).toBe("5m");
}, 90_000);

const Running = z.object({ models: z.array(z.object({ name: z.string(), keep_alive: z.string() })) });
