import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { isEnded } from "../contract/statuses.ts";
import type { Domain } from "../domain/domain.ts";
import { listEvents } from "../domain/events/index.ts";
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
const dataDir = mkdtempSync(path.join(tmpdir(), "spiral-fallback-"));
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

const view = (projectId: string) => getProject(domain, { viewer: { id: ownerId, role: "ADMIN" }, projectId });
const run = async (options: Omit<Parameters<typeof seedDraft>[1], "ownerId">) => {
  const projectId = await seedDraft(domain, { ownerId, ...options });
  await submitProject(domain, { projectId, actorId: ownerId });
  // What it stands still for is told when it does not come to its end.
  const end = async () => {
    const { status, hold } = await view(projectId);
    return isEnded(status) ? status : hold;
  };
  await expect.poll(end, { timeout: 110_000 }).not.toBeNull();
  const events = await listEvents(domain, { projectId, after: 0, limit: 1_000 });
  return { projectId, end: await end(), events, project: await view(projectId) };
};

test("at a limit in mid-phase the same session goes on with a local model, and Claude comes back", async () => {
  const { projectId, end, events, project } = await run({ scenario: "sample-limit", fallbackMode: "auto" });
  expect(end).toBe("SUCCEEDED");
  const switches = events.flatMap(({ payload }) => (payload.type === "provider.switched" ? [payload] : []));
  expect(switches.map(({ from, to, reason }) => [from.model, to.model, reason])).toEqual([
    [defaultScriptedModel, defaultLocalModel, "quota"],
    [defaultLocalModel, defaultScriptedModel, "recovered"],
  ]);
  expect(await database.prisma.providerSwitch.count({ where: { projectId } })).toBe(2);

  // One conversation a phase, in one process, whoever answered in it; no tool was used twice.
  const phaseId = project.phases[0]?.id ?? "";
  const sessions = await database.prisma.agentSession.findMany({ where: { phaseId }, include: { attempts: true } });
  const attempts = sessions.flatMap((session) => session.attempts);
  expect(attempts).toMatchObject([{ model: defaultLocalModel, standIn: true, outcome: "COMPLETED" }]);
  const records = await database.prisma.usageRecord.findMany({
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
