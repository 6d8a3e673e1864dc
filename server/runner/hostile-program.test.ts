import { chmodSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import type { Domain } from "../domain/domain.ts";
import { listEvents } from "../domain/events/index.ts";
import { cancelProject, createProject, getProject, retryProject, submitProject } from "../domain/projects/index.ts";
import { parseEnv } from "../platform/env.ts";
import { assertBooksBalance } from "../testing/assert-books-balance.ts";
import { createTestDatabase, type TestDatabase } from "../testing/database.ts";
import { briefFor, installHostileProgram, type Behaviour } from "../testing/hostile-program.ts";
import { createTestDomain, seedDraft, seedUser } from "../testing/project-factory.ts";
import { programsMarked } from "../testing/started-process.ts";
import { silent } from "../testing/web.ts";
import { startRunner, type Runner } from "./main.ts";

// The real runner, with a program in Claude Code's place that behaves as the brief says.
let database: TestDatabase;
let domain: Domain & { close(): Promise<void> };
let owner: { id: string; role: "ADMIN" };
let runner: Runner | null = null;
const parent = mkdtempSync(path.join(tmpdir(), "spiral-hostile-program-"));
const programs = mkdtempSync(path.join(tmpdir(), "spiral-hostile-program-bin-"));
// Every project has a user of its own, who must be able to pass through.
for (const folder of [parent, programs]) chmodSync(folder, 0o711);

const startWith = async (version: string): Promise<void> => {
  // Each runner has a folder of its own: the reaper of the one before may still be at its work.
  const dataDir = path.join(parent, version);
  mkdirSync(dataDir, { mode: 0o711 });
  const variables = {
    DATABASE_URL: database.url,
    SPIRAL_DATA_DIR: dataDir,
    SPIRAL_SCRIPTED_PACE_MS: "0",
    SPIRAL_RUN_TOTAL_TIMEOUT_S: "8",
    OLLAMA_HOST: "http://127.0.0.1:9",
    CLAUDE_CODE_PATH: installHostileProgram(path.join(programs, version), version),
    ANTHROPIC_API_KEY: "sk-ant-nobody-has-this",
  };
  const env = parseEnv(variables, dataDir);
  Object.assign(domain, { environment: env });
  runner = await startRunner({ env, log: silent });
};

beforeAll(async () => {
  database = await createTestDatabase();
  domain = await createTestDomain(database);
  owner = { ...(await seedUser(domain)), role: "ADMIN" };
});
afterEach(async () => {
  await runner?.stop();
  runner = null;
});
afterAll(async () => {
  await domain.close();
  await database.close();
  for (const folder of [parent, programs]) rmSync(folder, { recursive: true, force: true });
});

const never = (): never => {
  throw new Error("No runner was started.");
};
const view = (projectId: string) => getProject(domain, { viewer: owner, projectId });

describe("a program that is not what it should be", { timeout: 180_000 }, () => {
  test("whatever it does, the project's page says what happened and what to do, and it goes on from there", async () => {
    await startWith("9.9.9");
    const begin = async (behaviour: Behaviour): Promise<string> => {
      const brief = briefFor(behaviour);
      const projectId = await seedDraft(domain, { ownerId: owner.id, scenario: "bench", brief });
      await submitProject(domain, { projectId, actorId: owner.id });
      return projectId;
    };
    const names = ["exits", "hangs", "garbage", "half"] as const;
    const projects = await Promise.all(names.map(async (name) => [name, await begin(name)] as const));
    const holds: Record<string, string> = {};
    for (const [name, projectId] of projects) {
      await expect.poll(async () => (await view(projectId)).status, { timeout: 120_000 }).toBe("WAITING");
      const { hold, liveAttempts } = await view(projectId);
      holds[name] = hold?.reason === "attention" ? `${hold.message} ${hold.fix}` : JSON.stringify(hold);
      expect(liveAttempts).toBe(0);
    }
    const died = /^Claude Code ended without a result\. It ended with exit status \d\..*look at the health page\.$/;
    expect(holds["exits"]).toMatch(/exit status 7\. It said: cannot go on Retry/);
    for (const name of ["exits", "garbage", "half"]) expect(holds[name]).toMatch(died);
    expect(holds["hangs"]).toMatch(
      /The run took longer than it may, so it was stopped\. Retry, or raise the time-outs/,
    );
    expect(programsMarked(programs)).toEqual([]);

    // Nothing is lost: with a program that works, the same assignment is done.
    const [, exits] = projects[0] ?? [];
    await database.prisma.project.update({
      where: { id: exits ?? "" },
      data: { brief: briefFor("huge") },
    });
    await retryProject(domain, { projectId: exits ?? "", actorId: owner.id });
    const implemented = async () =>
      (await listEvents(domain, { projectId: exits ?? "", after: 0, limit: 1_000 })).filter(
        ({ payload }) => payload.type === "run.succeeded" && payload.operation === "IMPLEMENT",
      ).length;
    await expect.poll(implemented, { timeout: 60_000 }).toBe(1);
    const events = await listEvents(domain, { projectId: exits ?? "", after: 0, limit: 1_000 });
    expect(JSON.stringify(events).length).toBeLessThan(200_000);
    for (const [, projectId] of projects) await cancelProject(domain, { projectId, actorId: owner.id });

    // Whatever the program is, what the model has told anybody is in the books.
    const atLive = async () => {
      const live = await Promise.all(projects.map(async ([, projectId]) => (await view(projectId)).liveAttempts));
      return live.reduce((sum, count) => sum + count, 0);
    };
    await expect.poll(atLive, { timeout: 60_000 }).toBe(0);
    await assertBooksBalance(domain, (runner ?? never()).scriptedTally({}));
  });

  test("one that is too old starts nothing: the brief stays a draft, and the words name the version and the way out", async () => {
    await startWith("2.0.1");
    const { projectId } = await createProject(domain, {
      ownerId: owner.id,
      input: { brief: "A greeting by name, with a test.", submit: false },
    });
    await expect(submitProject(domain, { projectId, actorId: owner.id })).rejects.toThrow(
      /is Claude Code 2\.0\.1; 2\.\d+\.\d+ or newer is needed\. Run `claude update`/,
    );
    expect(await view(projectId)).toMatchObject({ status: "DRAFT", brief: "A greeting by name, with a test." });
  });
});
