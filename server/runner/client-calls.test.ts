import { afterAll, beforeAll, expect, test } from "vitest";
import type { Domain } from "../domain/domain.ts";
import { submitProject } from "../domain/projects/index.ts";
import { createTestDatabase, type TestDatabase } from "../testing/database.ts";
import { claimOpenRun, createTestDomain, seedDraft, seedUser } from "../testing/project-factory.ts";
import type { RunAccount } from "./account-for-run.ts";
import { clientCallsOf } from "./client-calls.ts";

let database: TestDatabase;
let domain: Domain & { close(): Promise<void> };
beforeAll(async () => {
  database = await createTestDatabase();
  domain = await createTestDomain(database);
});
afterAll(async () => {
  await domain.close();
  await database.close();
});

test("a call that we have ended ourselves is cut, and counts as no error", async () => {
  const ownerId = (await seedUser(domain)).id;
  const projectId = await seedDraft(domain, { ownerId, scenario: "bench" });
  await submitProject(domain, { projectId, actorId: ownerId });
  const lease = await claimOpenRun(domain, projectId);
  const account = { kind: "local", baseUrl: "http://127.0.0.1:11434", addresses: "any", credential: null } as const;
  const calls = clientCallsOf({ domain, lease, who: { provider: "ollama", account, model: "own:30b" } });
  const end = { usage: null, rawUsage: null, error: null, durationMs: 18_600 };
  const [stopped, answered] = [await calls.begin(), await calls.begin()];
  await calls.end(stopped ?? "", { ...end, stopped: true });
  await calls.end(answered ?? "", { ...end, stopped: false });
  const records = await database.prisma.usageRecord.findMany({ where: { projectId }, orderBy: { outcome: "asc" } });
  expect(records.map(({ outcome, errorClass }) => [outcome, errorClass])).toEqual([
    ["COMPLETED", null],
    ["CUT", null],
  ]);
  const rollups = await database.prisma.usageRollup.aggregate({
    where: { projectId },
    _sum: { calls: true, failed: true },
  });
  expect(rollups._sum).toEqual({ calls: 2, failed: 0 });
});

test("a project that was made private while it is worked on sends nothing more to another machine", async () => {
  const ownerId = (await seedUser(domain)).id;
  const projectId = await seedDraft(domain, { ownerId, scenario: "bench" });
  await submitProject(domain, { projectId, actorId: ownerId });
  const lease = await claimOpenRun(domain, projectId);
  const asking = (baseUrl: string): Promise<string | null> => {
    const account = { kind: "local", baseUrl, addresses: "any", credential: null } as const;
    const who: RunAccount = { provider: "ollama", account, model: "own:30b" };
    return clientCallsOf({ domain, lease, who }).begin();
  };
  const [here, there] = ["http://127.0.0.1:11434", "http://192.0.2.1:11434"];
  expect(await asking(there)).not.toBeNull();
  await database.prisma.project.update({ where: { id: projectId }, data: { private: true } });
  expect(await asking(there)).toBeNull();
  expect(await asking(here)).not.toBeNull();

  // Its server is here, and passes on what it is asked.
  const now = new Date();
  await database.prisma.ollamaHost.create({ data: { url: here, version: "0.40", lookedAt: now, since: now } });
  await database.prisma.ollamaModel.create({
    data: { hostUrl: here, name: "own:30b", digest: "1", sizeBytes: 1n, runsAt: "ollama.com" },
  });
  expect(await asking(here)).toBeNull();
  expect(await database.prisma.providerCall.count({ where: { projectId } })).toBe(2);
});
