import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { chooseLocalModel } from "../domain/local-models/index.ts";
import { answerAsk } from "../domain/progress/index.ts";
import { createProject } from "../domain/projects/index.ts";
import { noteLimits } from "../domain/rate-limits/index.ts";
import { writeSettings } from "../domain/settings/index.ts";
import { defaultScriptedModel } from "../providers/scripted/models.ts";
import { defaultLocalModel } from "../providers/scripted/ollama/local-models.ts";
import { playOllama, type PlayedOllama, type PlayedQuestion } from "../testing/played-ollama.ts";
import { startTestRunner, type TestRunner } from "../testing/test-runner.ts";

// The real runner and the real Claude Code with an API key and an Ollama server, both played.
let at: TestRunner;
let played: PlayedOllama;
/** What Claude's answers say of limits. */
let limits: (question: PlayedQuestion) => Record<string, string> = () => ({});
const resetsAt = new Date(Math.ceil(Date.now() / 1_000) * 1_000 + 7_200_000);

beforeAll(async () => {
  played = await playOllama({ scenario: "asks-permission", answering: (question) => limits(question) });
  at = await startTestRunner({
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
  await at.close();
  await played[Symbol.asyncDispose]();
});
beforeEach(async () => {
  limits = () => ({});
  await at.database.prisma.$executeRaw`TRUNCATE "Breaker", "RateLimitWindow", "RateLimitSample"`;
});
afterEach(() => at.booksBalance());

const create = async (approvePlan: boolean): Promise<string> => {
  await expect.poll(() => chooseLocalModel(at.domain), { timeout: 60_000 }).not.toBeNull();
  const { projectId } = await createProject(at.domain, {
    ownerId: at.owner.id,
    input: {
      brief: "Write a function that greets by name, with a test.",
      permissionMode: "autonomous",
      approvePlan,
    },
  });
  return projectId;
};
const comesTo = (projectId: string, end: string) =>
  expect.poll(() => at.stop(projectId), { timeout: 120_000 }).toBe(end);
const switchesOf = (projectId: string) => at.database.prisma.providerSwitch.findMany({ where: { projectId } });
const nearLimit = {
  fromModel: defaultScriptedModel,
  toModel: defaultLocalModel,
  toProvider: "ollama",
  reason: "near_limit",
};

test("within a long step Claude is left between two turns, before a call is refused: the same process goes on", async () => {
  limits = ({ model, operation }) =>
    model === defaultScriptedModel && operation === "IMPLEMENT"
      ? {
          "anthropic-ratelimit-unified-5h-status": "allowed_warning",
          "anthropic-ratelimit-unified-5h-utilization": "0.97",
          "anthropic-ratelimit-unified-5h-reset": String(resetsAt.getTime() / 1_000),
        }
      : {};
  const projectId = await create(false);
  await comesTo(projectId, "SUCCEEDED");

  expect(await switchesOf(projectId)).toMatchObject([nearLimit]);
  const events = await at.events(projectId);
  expect(events.filter(({ payload }) => payload.type === "provider.switched")).toHaveLength(1);
  const { prisma } = at.database;
  const attempts = await prisma.attempt.findMany({ where: { run: { projectId, operation: "IMPLEMENT" } } });
  expect(attempts).toMatchObject([
    { outcome: "COMPLETED", provider: "ollama", model: defaultLocalModel, standIn: true },
  ]);
  const records = await prisma.usageRecord.findMany({ where: { projectId }, orderBy: { startedAt: "asc" } });
  expect(records.filter(({ outcome }) => outcome !== "COMPLETED")).toEqual([]);
  const implementing = records.filter(({ operation }) => operation === "IMPLEMENT");
  expect(implementing.map(({ model }) => model)).toEqual([defaultScriptedModel, defaultLocalModel]);
  expect(events.filter(({ payload }) => payload.type === "tool.called")).toHaveLength(1);
}, 150_000);

test("near its limit Claude is left between two steps, too; what was planned goes on", async () => {
  const projectId = await create(true);
  await expect.poll(async () => (await at.view(projectId)).status, { timeout: 90_000 }).toBe("AWAITING_PLAN_APPROVAL");
  await noteLimits(at.database.prisma, {
    provider: "anthropic_api",
    accountKind: "api_key",
    account: "api_key:this",
    source: "headers",
    at: new Date(),
    windows: [{ name: "5h", status: "allowed_warning", utilisation: 0.97, resetsAt: resetsAt.toISOString() }],
  });
  const { prisma } = at.database;
  const [ask] = await prisma.ask.findMany({ where: { projectId, status: "PENDING" } });
  await answerAsk(at.domain, {
    askId: ask?.id ?? "",
    contentHash: ask?.contentHash ?? "",
    actorId: at.owner.id,
    answer: { kind: "plan_approval", decision: "approve", comment: "" },
  });
  await comesTo(projectId, "SUCCEEDED");

  const switches = await switchesOf(projectId);
  expect(switches).toMatchObject([nearLimit]);
  const records = await prisma.usageRecord.findMany({ where: { projectId } });
  expect(records.filter(({ outcome }) => outcome !== "COMPLETED")).toEqual([]);
  const after = records.filter(({ startedAt }) => startedAt > (switches[0]?.dispatchedAt ?? new Date(0)));
  expect(after.length).toBeGreaterThan(3);
  expect(new Set(after.map(({ model }) => model))).toEqual(new Set([defaultLocalModel]));
}, 240_000);
