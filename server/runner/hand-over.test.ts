import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { makeBreakersDue } from "../domain/fallback/index.ts";
import { sendMessage } from "../domain/messages/index.ts";
import { answerAsk } from "../domain/progress/index.ts";
import { defaultScriptedModel } from "../providers/scripted/models.ts";
import { defaultLocalModel } from "../providers/scripted/ollama/local-models.ts";
import { startTestRunner, type TestRunner } from "../testing/test-runner.ts";

// The real runner and the real Claude Code; Claude and the local model are both played by the scripted server.
let at: TestRunner;
beforeAll(async () => {
  at = await startTestRunner();
});
afterAll(() => at.close());
afterEach(() => at.booksBalance());

test("a conversation too long for the local model: a fresh one with a hand-over, and Claude's own again afterwards", async () => {
  const { domain, owner } = at;
  const { prisma } = at.database;
  const projectId = await at.submit({ scenario: "long-history", fallbackMode: "auto" });
  const stop = () => at.stop(projectId);
  const isHandedOver = async () =>
    (await at.events(projectId)).some(
      ({ payload }) => payload.type === "attempt.started" && payload.handOver === "fresh",
    );
  await expect.poll(isHandedOver, { timeout: 90_000, interval: 20 }).toBe(true);
  await sendMessage(domain, { projectId, actorId: owner.id, text: "Greet in English." });
  await expect.poll(stop, { timeout: 90_000 }).toMatchObject({ reason: "question" });
  // Whoever comes next tries Claude.
  await makeBreakersDue(domain, { projectId });
  const [ask] = await prisma.ask.findMany({ where: { projectId, status: "PENDING" } });
  await answerAsk(domain, {
    askId: ask?.id ?? "",
    contentHash: ask?.contentHash ?? "",
    actorId: owner.id,
    answer: { kind: "question", decision: "refine", text: "A friendlier README, please." },
  });
  await expect.poll(stop, { timeout: 60_000 }).toBe("SUCCEEDED");

  const events = await at.events(projectId);
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
  // Nor is it unaware of what a person said meanwhile: only the other one had heard it.
  expect(news).toMatch(/Since you were last at this, the user has said[^]*\nGreet in English\.\n<\/instruction>/);
  const calls = events.flatMap(({ payload }) => (payload.type === "tool.called" ? [payload] : []));
  expect(calls.filter(({ input }) => JSON.stringify(input).includes("seq -f"))).toHaveLength(6);
  expect(new Set(calls.map(({ toolUseId }) => toolUseId)).size).toBe(calls.length);

  // Neither was sent the other's conversation.
  const prompts = async (model: string) => {
    const rows = await prisma.usageRecord.findMany({ where: { projectId, operation: "IMPLEMENT", model } });
    return rows.map((row) => row.inputUncached + row.cacheRead + row.cacheWrite5m + row.cacheWrite1h);
  };
  const [longest, locals] = [Math.max(...(await prompts(defaultScriptedModel))), await prompts(defaultLocalModel)];
  expect(longest).toBeGreaterThan(49_152);
  expect(locals.length).toBeGreaterThan(2);
  expect(Math.max(...locals)).toBeLessThan(49_152);
  const sessions = await prisma.agentSession.findMany({
    where: { phase: { projectId } },
    orderBy: { createdAt: "asc" },
  });
  expect(sessions.map(({ handOverOf }) => handOverOf)).toEqual([null, sessions[0]?.id]);
}, 180_000);
