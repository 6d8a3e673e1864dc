import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { isEnded } from "../contract/statuses.ts";
import type { ProjectView } from "../contract/views.ts";
import type { Domain } from "../domain/domain.ts";
import { listEvents } from "../domain/events/index.ts";
import { createSample, getProject } from "../domain/projects/index.ts";
import { parseEnv } from "../platform/env.ts";
import { createTestDatabase, type TestDatabase } from "../testing/database.ts";
import { createTestDomain, seedUser } from "../testing/project-factory.ts";
import { silent } from "../testing/web.ts";
import { startRunner, type Runner } from "./main.ts";

let database: TestDatabase;
let domain: Domain & { close(): Promise<void> };
let runner: Runner;
let owner: { id: string; role: "ADMIN" };
const dataDir = mkdtempSync(path.join(tmpdir(), "spiral-imports-"));

beforeAll(async () => {
  database = await createTestDatabase();
  domain = await createTestDomain(database);
  owner = { ...(await seedUser(domain)), role: "ADMIN" };
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

const view = (projectId: string) => getProject(domain, { viewer: owner, projectId });
const eventsOf = (projectId: string) => listEvents(domain, { projectId, after: 0, limit: 1_000 });
const until = async (projectId: string, reached: (project: ProjectView) => boolean): Promise<ProjectView> => {
  await expect.poll(async () => reached(await view(projectId)), { timeout: 60_000, interval: 50 }).toBe(true);
  return view(projectId);
};

describe("a project that starts from something", { timeout: 90_000 }, () => {
  test("the sample: a repository comes in with its history, and its defect is mended from red to green", async () => {
    const { projectId } = await createSample(domain, { ownerId: owner.id, sampleId: "sample-repository" });
    const project = await until(projectId, ({ status }) => isEnded(status) || status === "WAITING");
    expect(project).toMatchObject({ status: "SUCCEEDED", source: { kind: "sample", imported: true } });
    expect(project.phases[0]?.rounds.map(({ verdict }) => verdict?.verdict)).toEqual(["refine", "accept"]);
    const events = await eventsOf(projectId);
    const figures = events.flatMap(({ payload }) => (payload.type === "import.finished" ? [payload.figures] : []));
    expect(figures).toMatchObject([{ files: 9, history: 3, originBranch: "main", notes: [] }]);
    // Red, then green, twice: what the Developer ran itself.
    const ran = events.flatMap(({ payload }) =>
      payload.type === "tool.finished" && /ℹ tests/.test(payload.output) ? [payload.isError] : [],
    );
    expect(ran).toEqual([true, false, true, false]);
    // The repository's own rules reach the agents as material.
    const asked = events.flatMap(({ payload }) => (payload.type === "agent.instructed" ? [payload.prompt] : []));
    expect(asked[0]).toContain('<data label="the repository\'s AGENTS.md">');
  });
});
