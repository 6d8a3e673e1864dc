import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { z } from "zod";
import { isEnded } from "../contract/statuses.ts";
import { askCheck, askPull, chooseLocalModel, localModelsView } from "../domain/local-models/index.ts";
import type { Domain } from "../domain/domain.ts";
import { noteLimits } from "../domain/rate-limits/index.ts";
import { createProject, getProject } from "../domain/projects/index.ts";
import { parseEnv } from "../platform/env.ts";
import { defaultLocalModel } from "../providers/scripted/ollama/local-models.ts";
import { createTestDatabase, type TestDatabase } from "../testing/database.ts";
import { playOllama, type PlayedOllama } from "../testing/played-ollama.ts";
import { createTestDomain, seedUser } from "../testing/project-factory.ts";
import { silent } from "../testing/web.ts";
import { startRunner, type Runner } from "./main.ts";

// The real runner and the real Claude Code, with nothing but an Ollama server: no key, no sign-in, no network.
let database: TestDatabase;
let domain: Domain & { close(): Promise<void> };
let ollama: PlayedOllama;
let runner: Runner;
let ownerId: string;
const dataDir = mkdtempSync(path.join(tmpdir(), "spiral-local-"));
// Every project has a user of its own, who must be able to pass through.
chmodSync(dataDir, 0o711);

beforeAll(async () => {
  database = await createTestDatabase();
  ollama = await playOllama({ scenario: "asks-permission" });
  ollama.scripted.forgetModel("scripted-local-prose:7b");
  const env = parseEnv(
    { DATABASE_URL: database.url, SPIRAL_DATA_DIR: dataDir, SPIRAL_SCRIPTED_PACE_MS: "0", OLLAMA_HOST: ollama.url },
    dataDir,
  );
  domain = { ...(await createTestDomain(database)), environment: env };
  ownerId = (await seedUser(domain)).id;
  runner = await startRunner({ env, log: silent });
});
afterAll(async () => {
  await runner.stop();
  await ollama[Symbol.asyncDispose]();
  await domain.close();
  await database.close();
  rmSync(dataDir, { recursive: true, force: true });
});

const view = async () => (await localModelsView(domain)).hosts[0];
const modelNamed = async (name: string) => (await view())?.models.find((model) => model.name === name);

test("models are found and the best is checked by itself; a project of one's own runs on it, with tools", async () => {
  await expect.poll(() => chooseLocalModel(domain), { timeout: 30_000 }).not.toBeNull();
  expect(await modelNamed(defaultLocalModel)).toMatchObject({ check: { state: "passed" }, inUse: true, warning: null });

  const { projectId } = await createProject(domain, {
    ownerId,
    input: { brief: "Write a function that greets by name, with a test.", permissionMode: "autonomous" },
  });
  const project = () => getProject(domain, { viewer: { id: ownerId, role: "ADMIN" }, projectId });
  // What it stands still for is told when it does not come to its end.
  const end = async () => {
    const { status, hold } = await project();
    return isEnded(status) ? status : hold;
  };
  await expect.poll(end, { timeout: 75_000 }).not.toBeNull();
  expect(await end()).toBe("SUCCEEDED");
  const ended = await project();
  expect(ended).toMatchObject({ provider: "ollama", model: defaultLocalModel });
  expect(ended.phases[0]?.rounds[0]?.evidence?.changedFiles.length).toBeGreaterThan(0);
  const rows = await database.prisma.usageRecord.findMany({ where: { projectId } });
  expect(new Set(rows.map(({ provider, accountKind, model }) => `${provider} ${accountKind} ${model}`))).toEqual(
    new Set([`ollama local ${defaultLocalModel}`]),
  );
  const { inputUncached, output } = ollama.scripted.tally({});
  expect(rows.reduce((sum, row) => sum + row.inputUncached, 0)).toBe(inputUncached);
  expect(rows.reduce((sum, row) => sum + row.output, 0)).toBe(output);
}, 90_000);

test("a model that is missing is pulled on demand, checked on demand, and out when it cannot use tools", async () => {
  const url = ollama.url;
  const name = "scripted-local-prose:7b";
  expect(await modelNamed(name)).toBeUndefined();
  await askPull(domain, { hostUrl: url, model: name, actorId: ownerId });
  await expect.poll(async () => (await view())?.pulls.at(-1)?.endedAt ?? null, { timeout: 20_000 }).not.toBeNull();
  expect((await view())?.pulls.at(-1)).toMatchObject({ model: name, error: null, completedBytes: 5_000_000_000 });
  await expect.poll(() => modelNamed(name), { timeout: 45_000 }).toBeDefined();
  await askCheck(domain, { hostUrl: url, model: name, actorId: ownerId });
  await expect.poll(async () => (await modelNamed(name))?.check.state, { timeout: 20_000 }).toBe("failed");
  expect(await modelNamed(name)).toMatchObject({
    inUse: false,
    check: { reason: expect.stringContaining("into its text") as unknown },
  });
}, 90_000);

test("near one of Claude's limits a local model is loaded and kept in memory, and let go when the window begins anew", async () => {
  await expect.poll(() => chooseLocalModel(domain), { timeout: 30_000 }).not.toBeNull();
  const inMemory = async () => {
    const answer = await fetch(`${ollama.url}/api/ps`);
    return Running.parse(await answer.json()).models.find(({ name }) => name === defaultLocalModel)?.keep_alive;
  };
  const report = (utilisation: number, resetsAt: Date) =>
    noteLimits(database.prisma, {
      provider: "claude_subscription",
      accountKind: "subscription",
      account: "subscription",
      source: "claude_code",
      at: domain.clock.now(),
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
