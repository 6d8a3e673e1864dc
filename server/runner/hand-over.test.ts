import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { isEnded } from "../contract/statuses.ts";
import type { Domain } from "../domain/domain.ts";
import { listEvents } from "../domain/events/index.ts";
import { makeBreakersDue } from "../domain/fallback/index.ts";
import { answerAsk } from "../domain/progress/index.ts";
import { getProject, submitProject } from "../domain/projects/index.ts";
import { parseEnv } from "../platform/env.ts";
import { defaultScriptedModel } from "../providers/scripted/models.ts";
import { defaultLocalModel } from "../providers/scripted/ollama/local-models.ts";
import { createTestDatabase, type TestDatabase } from "../testing/database.ts";
import { createTestDomain, seedDraft, seedUser } from "../testing/project-factory.ts";
import { silent } from "../testing/web.ts";
import { startRunner, type Runner } from "./main.ts";

// The real runner and the real Claude Code; Claude and the local model are both played by the scripted server.
let database: TestDatabase;
let domain: Domain & { close(): Promise<void> };
let runner: Runner;
let ownerId: string;
const dataDir = mkdtempSync(path.join(tmpdir(), "spiral-hand-over-"));
chmodSync(dataDir, 0o711);

beforeAll(async () => {
  database = await createTestDatabase();
  domain = await createTestDomain(database);
  ownerId = (await seedUser(domain)).id;
  const env = parseEnv(
    {
      DATABASE_URL: database.url,
      SPIRAL_DATA_DIR: dataDir,
      SPIRAL_SCRIPTED_PACE_MS: "0",
      OLLAMA_HOST: "http://127.0.0.1:9",
    },
    dataDir,
  );
  runner = await startRunner({ env, log: silent });
});
afterAll(async () => {
  await runner.stop();
  await domain.close();
  await database.close();
  rmSync(dataDir, { recursive: true, force: true });
});

test("a conversation too long for the local model: a fresh one with a hand-over, and Claude's own again afterwards", async () => {
  const projectId = await seedDraft(domain, { ownerId, scenario: "long-history", fallbackMode: "auto" });
  await submitProject(domain, { projectId, actorId: ownerId });
  const view = () => getProject(domain, { viewer: { id: ownerId, role: "ADMIN" }, projectId });
  // What it stands still for is told when it does not come to its end.
  const stop = async () => {
    const { status, hold } = await view();
    return isEnded(status) ? status : hold;
  };
  await expect.poll(stop, { timeout: 90_000 }).toMatchObject({ reason: "question" });
  // Whoever comes next tries Claude.
  await makeBreakersDue(domain);
  const [ask] = await database.prisma.ask.findMany({ where: { projectId, status: "PENDING" } });
  await answerAsk(domain, {
    askId: ask?.id ?? "",
    contentHash: ask?.contentHash ?? "",
    actorId: ownerId,
    answer: { kind: "question", decision: "refine", text: "A friendlier README, please." },
  });
  await expect.poll(stop, { timeout: 60_000 }).toBe("SUCCEEDED");

  const events = await listEvents(domain, { projectId, after: 0, limit: 1_000 });
  const starts = events.flatMap(({ payload }) =>
    payload.type === "attempt.started" && payload.operation === "IMPLEMENT" ? [payload] : [],
  );
  expect(starts.map(({ model, resumed, handOver }) => [model, resumed, handOver])).toEqual([
    [defaultScriptedModel, false, undefined],
    [defaultLocalModel, false, "fresh"],
    [defaultScriptedModel, true, "back"],
  ]);
  // Recorded once, like every switch.
  const switches = events.flatMap(({ payload }) => (payload.type === "provider.switched" ? [payload.reason] : []));
  expect(switches).toEqual(["quota", "recovered"]);

  // It was told the goal, the criteria, and what had been done; and did nothing of it again.
  const [told, news] = events.flatMap(({ payload }) =>
    payload.type === "agent.instructed" && payload.prompt.includes("hand-over: ") ? [payload.prompt] : [],
  );
  expect(told).toContain("`greet` returns a greeting.");
  expect(told).toMatch(/hand-over: task list[^]*\[ \] Write the function[^]*\[x\] Look at everything/);
  expect(told).toMatch(/hand-over: changed files[^]*package\.json \(added/);
  expect(told).toMatch(/last results of \d+ tool calls[^]*part 6:/);
  expect(news).toMatch(/Another Developer went on[^]*hand-over: difference so far[^]*README\.md/);
  const calls = events.flatMap(({ payload }) => (payload.type === "tool.called" ? [payload] : []));
  expect(calls.filter(({ input }) => JSON.stringify(input).includes("seq -f"))).toHaveLength(6);
  expect(new Set(calls.map(({ toolUseId }) => toolUseId)).size).toBe(calls.length);

  // Neither was sent the other's conversation.
  const prompts = async (model: string) => {
    const rows = await database.prisma.usageRecord.findMany({ where: { projectId, operation: "IMPLEMENT", model } });
    return rows.map((row) => row.inputUncached + row.cacheRead + row.cacheWrite5m + row.cacheWrite1h);
  };
  const [longest, locals] = [Math.max(...(await prompts(defaultScriptedModel))), await prompts(defaultLocalModel)];
  expect(longest).toBeGreaterThan(49_152);
  expect(locals.length).toBeGreaterThan(2);
  expect(Math.max(...locals)).toBeLessThan(49_152);
  const sessions = await database.prisma.agentSession.findMany({
    where: { phase: { projectId } },
    orderBy: { createdAt: "asc" },
  });
  expect(sessions.map(({ handOverOf }) => handOverOf)).toEqual([null, sessions[0]?.id]);
}, 180_000);
