import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { isEnded } from "../contract/statuses.ts";
import type { Domain } from "../domain/domain.ts";
import { chooseLocalModel } from "../domain/local-models/index.ts";
import { answerAsk } from "../domain/progress/index.ts";
import { createProject, getProject } from "../domain/projects/index.ts";
import { noteLimits } from "../domain/rate-limits/index.ts";
import { writeSettings } from "../domain/settings/index.ts";
import { parseEnv } from "../platform/env.ts";
import { defaultScriptedModel } from "../providers/scripted/models.ts";
import { defaultLocalModel } from "../providers/scripted/ollama/local-models.ts";
import { createTestDatabase, type TestDatabase } from "../testing/database.ts";
import { playOllama, type PlayedOllama } from "../testing/played-ollama.ts";
import { createTestDomain, seedUser } from "../testing/project-factory.ts";
import { silent } from "../testing/web.ts";
import { startRunner, type Runner } from "./main.ts";

// The real runner and the real Claude Code with an API key and an Ollama server, both played.
let database: TestDatabase;
let domain: Domain & { close(): Promise<void> };
let played: PlayedOllama;
let runner: Runner;
let ownerId: string;
const dataDir = mkdtempSync(path.join(tmpdir(), "spiral-near-"));
chmodSync(dataDir, 0o711);

beforeAll(async () => {
  database = await createTestDatabase();
  played = await playOllama({ scenario: "asks-permission" });
  const env = parseEnv(
    {
      DATABASE_URL: database.url,
      SPIRAL_DATA_DIR: dataDir,
      SPIRAL_SCRIPTED_PACE_MS: "0",
      OLLAMA_HOST: played.url,
      ANTHROPIC_API_KEY: "sk-ant-nobody-has-this",
      ANTHROPIC_BASE_URL: played.url,
    },
    dataDir,
  );
  domain = { ...(await createTestDomain(database)), environment: env };
  ownerId = (await seedUser(domain)).id;
  const models = ["models.projectManager", "models.developer", "models.qualityAssurance"] as const;
  const values = Object.fromEntries(models.map((key) => [key, defaultScriptedModel]));
  await writeSettings(domain, { values, actorId: ownerId });
  runner = await startRunner({ env, log: silent });
});
afterAll(async () => {
  await runner.stop();
  await played[Symbol.asyncDispose]();
  await domain.close();
  await database.close();
  rmSync(dataDir, { recursive: true, force: true });
});

test("near its limit Claude is left between two turns, before a call is refused; what was planned goes on", async () => {
  await expect.poll(() => chooseLocalModel(domain), { timeout: 60_000 }).not.toBeNull();
  const { projectId } = await createProject(domain, {
    ownerId,
    input: {
      brief: "Write a function that greets by name, with a test.",
      permissionMode: "autonomous",
      approvePlan: true,
    },
  });
  const project = () => getProject(domain, { viewer: { id: ownerId, role: "ADMIN" }, projectId });
  // What it stands still for is told when it does not come that far.
  const stop = async () => {
    const { status, hold } = await project();
    return isEnded(status) || status === "AWAITING_PLAN_APPROVAL" ? status : hold;
  };
  await expect.poll(stop, { timeout: 90_000 }).toBe("AWAITING_PLAN_APPROVAL");
  await noteLimits(database.prisma, {
    provider: "anthropic_api",
    accountKind: "api_key",
    account: "api_key:this",
    source: "headers",
    at: new Date(),
    windows: [
      {
        name: "5h",
        status: "allowed_warning",
        utilisation: 0.97,
        resetsAt: new Date(Date.now() + 7_200_000).toISOString(),
      },
    ],
  });
  const [ask] = await database.prisma.ask.findMany({ where: { projectId, status: "PENDING" } });
  await answerAsk(domain, {
    askId: ask?.id ?? "",
    contentHash: ask?.contentHash ?? "",
    actorId: ownerId,
    answer: { kind: "plan_approval", decision: "approve", comment: "" },
  });
  const end = async () => {
    const { status, hold } = await project();
    return isEnded(status) ? status : hold;
  };
  await expect.poll(end, { timeout: 120_000 }).toBe("SUCCEEDED");

  const switches = await database.prisma.providerSwitch.findMany({ where: { projectId } });
  expect(switches).toMatchObject([
    { fromModel: defaultScriptedModel, toModel: defaultLocalModel, toProvider: "ollama", reason: "near_limit" },
  ]);
  const records = await database.prisma.usageRecord.findMany({ where: { projectId } });
  expect(records.filter(({ outcome }) => outcome !== "COMPLETED")).toEqual([]);
  const after = records.filter(({ startedAt }) => startedAt > (switches[0]?.dispatchedAt ?? new Date(0)));
  expect(after.length).toBeGreaterThan(3);
  expect(new Set(after.map(({ model }) => model))).toEqual(new Set([defaultLocalModel]));
}, 330_000);
