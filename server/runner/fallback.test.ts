import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
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

const run = async (options: Parameters<TestRunner["submit"]>[0]) => {
  const projectId = await at.submit(options);
  await expect.poll(() => at.stop(projectId), { timeout: 110_000 }).not.toBeNull();
  const [end, events, project] = [await at.stop(projectId), await at.events(projectId), await at.view(projectId)];
  return { projectId, end, events, project };
};

test("at a limit in mid-phase the same session goes on with a local model, and Claude comes back", async () => {
  const { projectId, end, events, project } = await run({ scenario: "sample-limit", fallbackMode: "auto" });
  const { prisma } = at.database;
  expect(end).toBe("SUCCEEDED");
  const switches = events.flatMap(({ payload }) => (payload.type === "provider.switched" ? [payload] : []));
  expect(switches.map(({ from, to, reason }) => [from.model, to.model, reason])).toEqual([
    [defaultScriptedModel, defaultLocalModel, "quota"],
    [defaultLocalModel, defaultScriptedModel, "recovered"],
  ]);
  expect(await prisma.providerSwitch.count({ where: { projectId } })).toBe(2);

  // One conversation a phase, in one process, whoever answered in it; no tool was used twice.
  const phaseId = project.phases[0]?.id ?? "";
  const sessions = await prisma.agentSession.findMany({ where: { phaseId }, include: { attempts: true } });
  const attempts = sessions.flatMap((session) => session.attempts);
  expect(attempts).toMatchObject([{ model: defaultLocalModel, standIn: true, outcome: "COMPLETED" }]);
  const records = await prisma.usageRecord.findMany({
    where: { attemptId: attempts[0]?.id ?? "" },
    orderBy: { startedAt: "asc" },
  });
  expect(records.map(({ model, accountKind, outcome }) => [model, accountKind, outcome])).toEqual([
    [defaultScriptedModel, "scripted", "COMPLETED"],
    [defaultScriptedModel, "scripted", "FAILED"],
    ...Array.from({ length: records.length - 2 }, () => [defaultLocalModel, "local", "COMPLETED"]),
  ]);
  expect(records.length).toBeGreaterThan(3);
  const calls = events.flatMap(({ phaseId: phase, payload }) =>
    phase === phaseId && payload.type === "tool.called" ? [payload] : [],
  );
  expect(new Set(calls.map(({ toolUseId }) => toolUseId)).size).toBe(calls.length);
  expect(calls.filter(({ name }) => name === "Write")).toHaveLength(3);
  expect(calls.some(({ name }) => name === "Bash")).toBe(true);
  expect(
    events.filter(({ payload }) => payload.type === "agent.wrote" && payload.text.startsWith("First the table")),
  ).toHaveLength(1);

  // Whatever waited for the limit waited for nothing.
  expect(events.some(({ payload }) => payload.type === "project.status_changed" && payload.to === "WAITING")).toBe(
    false,
  );
}, 120_000);

test.each(["overloaded", "network"] as const)(
  "a service that is %s for every call: PM, Developer and QA all go over",
  async (what) => {
    const scenario = what === "overloaded" ? "fault-overloaded" : "fault-cut";
    const { end, events } = await run({ scenario, fallbackMode: "auto" });
    expect(end).toBe("SUCCEEDED");
    const switches = events.flatMap(({ payload }) => (payload.type === "provider.switched" ? [payload.reason] : []));
    expect(switches).toEqual([what]);
  },
  120_000,
);

test.each(["authentication", "spend-limit"] as const)(
  "%s is for a person to mend: nobody stands in",
  async (fault) => {
    const { end, events } = await run({ scenario: `fault-${fault}`, fallbackMode: "auto" });
    expect(end).toMatchObject({ reason: "provider" });
    expect(events.some(({ payload }) => payload.type === "provider.switched")).toBe(false);
  },
  120_000,
);
