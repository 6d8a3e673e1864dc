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
