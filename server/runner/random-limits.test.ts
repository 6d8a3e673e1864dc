import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { isEnded } from "../contract/statuses.ts";
import type { Domain } from "../domain/domain.ts";
import { getProject, submitProject } from "../domain/projects/index.ts";
import { checkLedger } from "../domain/usage/index.ts";
import { parseEnv } from "../platform/env.ts";
import { createTestDatabase, type TestDatabase } from "../testing/database.ts";
import { examineLimitStory } from "../testing/limit-events.ts";
import { createTestDomain, seedDraft, seedUser } from "../testing/project-factory.ts";
import { silent } from "../testing/web.ts";
import { startRunner, type Runner } from "./main.ts";

// The short form of `npm run bench -- soak-limits`: the real runner and the real Claude Code, the models are scripted.
let database: TestDatabase;
let domain: Domain & { close(): Promise<void> };
let runner: Runner;
const dataDir = mkdtempSync(path.join(tmpdir(), "spiral-limits-"));
chmodSync(dataDir, 0o711);

beforeAll(async () => {
  database = await createTestDatabase();
  domain = await createTestDomain(database);
  const variables = { DATABASE_URL: database.url, SPIRAL_DATA_DIR: dataDir, OLLAMA_HOST: "http://127.0.0.1:9" };
  runner = await startRunner({ env: parseEnv({ ...variables, SPIRAL_SCRIPTED_PACE_MS: "0" }, dataDir), log: silent });
});
afterAll(async () => {
  await runner.stop();
  await domain.close();
  await database.close();
  rmSync(dataDir, { recursive: true, force: true });
});

test("limits at random moments: every turn is completed, no effect repeated, every switch recorded once", async () => {
  const viewer = await seedUser(domain);
  const projects = await Promise.all(
    [1, 2].map((seed) => seedDraft(domain, { ownerId: viewer.id, scenario: `limits-${seed}`, fallbackMode: "auto" })),
  );
  for (const projectId of projects) await submitProject(domain, { projectId, actorId: viewer.id });
  const end = async (projectId: string) => {
    const { status, hold } = await getProject(domain, { viewer, projectId });
    return isEnded(status) ? status : hold;
  };
  for (const projectId of projects) await expect.poll(() => end(projectId), { timeout: 150_000 }).not.toBeNull();
  const stories = await Promise.all(projects.map((projectId) => examineLimitStory(domain, { projectId, dataDir })));
  expect(stories.flatMap(({ problems }) => problems)).toEqual([]);
  expect(stories.reduce((sum, { limits }) => sum + limits, 0)).toBeGreaterThanOrEqual(6);
  expect(stories.reduce((sum, { live }) => sum + live, 0)).toBeGreaterThanOrEqual(2);
  expect(await checkLedger(domain)).toMatchObject({ drift: 0, problems: [] });
}, 330_000);
