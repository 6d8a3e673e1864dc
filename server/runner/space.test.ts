import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import type { EventPayload } from "../contract/events.ts";
import type { Domain } from "../domain/domain.ts";
import { listEvents } from "../domain/events/index.ts";
import { cancelProject, getProject, retryProject, submitProject } from "../domain/projects/index.ts";
import { parseEnv } from "../platform/env.ts";
import { workspacePaths } from "../sandbox/workspace-files.ts";
import { assertBooksBalance } from "../testing/assert-books-balance.ts";
import { createTestDatabase, type TestDatabase } from "../testing/database.ts";
import { createTestDomain, seedDraft, seedUser } from "../testing/project-factory.ts";
import { silent } from "../testing/web.ts";
import { startRunner, type Runner } from "./main.ts";

const parent = mkdtempSync(path.join(tmpdir(), "spiral-space-"));
const dataDir = path.join(parent, "data");
mkdirSync(dataDir);
/** A disk of its own, whose size can be changed, where mounting is allowed. */
const canMount = ((): boolean => {
  try {
    execFileSync("mount", ["-t", "tmpfs", "-o", "size=2g", "spiral-test", dataDir], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
})();
const resizeDisk = (size: string): void =>
  void execFileSync("mount", ["-o", `remount,size=${size}`, dataDir], { stdio: "ignore" });

let database: TestDatabase;
let domain: Domain & { close(): Promise<void> };
let runner: Runner;
let owner: { id: string; role: "ADMIN" };

beforeAll(async () => {
  database = await createTestDatabase();
  domain = await createTestDomain(database);
  owner = { ...(await seedUser(domain)), role: "ADMIN" };
  const variables = {
    DATABASE_URL: database.url,
    SPIRAL_DATA_DIR: dataDir,
    SPIRAL_SCRIPTED_PACE_MS: "0",
    OLLAMA_HOST: "http://127.0.0.1:9",
    SPIRAL_SANDBOX_WORKSPACE_MB: "64",
  };
  runner = await startRunner({ env: parseEnv(variables, dataDir), log: silent });
});
afterAll(async () => {
  await runner.stop();
  await domain.close();
  await database.close();
  if (canMount) execFileSync("umount", ["-l", dataDir]);
  rmSync(parent, { recursive: true, force: true });
});

/** After every story the books balance: by themselves, and with what the model's own side has counted. */
afterEach(() => assertBooksBalance(domain, runner.scriptedTally({})));

const view = (projectId: string) => getProject(domain, { viewer: owner, projectId });
const payloads = async (projectId: string): Promise<EventPayload[]> =>
  (await listEvents(domain, { projectId, after: 0, limit: 1_000 })).map(({ payload }) => payload);

const submit = async (): Promise<string> => {
  const projectId = await seedDraft(domain, { ownerId: owner.id, scenario: "slow" });
  await submitProject(domain, { projectId, actorId: owner.id });
  return projectId;
};

/** Waits until the Developer works, for the so-manieth time. */
const atWork = (projectId: string, times = 1) =>
  expect
    .poll(
      async () => {
        const { liveAttempts } = await view(projectId);
        const begun = (await payloads(projectId)).filter(
          (payload) => payload.type === "attempt.started" && payload.operation === "IMPLEMENT",
        );
        return liveAttempts === 1 ? begun.length : 0;
      },
      { timeout: 30_000 },
    )
    .toBe(times);

const held = async (projectId: string) => {
  await expect.poll(async () => (await view(projectId)).status, { timeout: 30_000 }).toBe("WAITING");
  return (await view(projectId)).hold;
};

/** A text with these words in it, as a part of an expected value. */
const saying = (words: string): unknown => expect.stringContaining(words);

describe("a project that has no more space waits for a person", { timeout: 60_000 }, () => {
  test("its workspace is too large: the attempt ends, and goes on when there is room", async () => {
    const id = await submit();
    await atWork(id);
    const file = path.join(workspacePaths(dataDir, id).filesPath, "large");
    writeFileSync(file, Buffer.alloc(80_000_000, "x"));
    expect(await held(id)).toMatchObject({
      reason: "attention",
      message: saying("SPIRAL_SANDBOX_WORKSPACE_MB=64"),
      fix: saying("Make room"),
    });
    expect((await payloads(id)).findLast(({ type }) => type === "attempt.ended")).toMatchObject({
      outcome: "FAILED",
      processesLeft: 0,
    });
    rmSync(file);
    await retryProject(domain, { projectId: id, actorId: owner.id });
    await atWork(id, 2);
    await cancelProject(domain, { projectId: id, actorId: owner.id });
  });

  test.skipIf(!canMount)("the disk is full: what runs ends, and nothing begins (needs a right to mount)", async () => {
    const running = await submit();
    await atWork(running);
    resizeDisk("200m");
    expect(await held(running)).toMatchObject({ reason: "attention", message: saying("disk") });
    const later = await submit();
    expect(await held(later)).toMatchObject({ reason: "attention", message: saying("disk") });
    expect((await payloads(later)).some(({ type }) => type === "attempt.started")).toBe(false);
    resizeDisk("2g");
    await retryProject(domain, { projectId: later, actorId: owner.id });
    await atWork(later);
    for (const projectId of [running, later]) await cancelProject(domain, { projectId, actorId: owner.id });
  });
});
