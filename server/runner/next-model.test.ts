import { afterAll, beforeAll, expect, test } from "vitest";
import type { Domain } from "../domain/domain.ts";
import { recordCheck, recordHost } from "../domain/local-models/index.ts";
import { createProject, retryProject } from "../domain/projects/index.ts";
import { useSession } from "../domain/sessions/index.ts";
import { createTestDatabase, type TestDatabase } from "../testing/database.ts";
import { claimOpenRun, createTestDomain, seedUser, settle } from "../testing/project-factory.ts";
import { accountForRun, type RunRoute } from "./account-for-run.ts";

let database: TestDatabase;
let domain: Domain & { close(): Promise<void> };
const url = "http://127.0.0.1:11434";

beforeAll(async () => {
  database = await createTestDatabase();
  const plain = await createTestDomain(database);
  domain = { ...plain, environment: { ...plain.environment, OLLAMA_HOST: url } };
  const named = (name: string, gigabytes: number) => ({
    name,
    digest: name,
    sizeBytes: gigabytes * 1e9,
    parameterSize: null,
    quantization: null,
    capabilities: ["tools"],
    contextLength: 131_072,
    loaded: null,
  });
  const models = [named("coder:30b", 19), named("coder:9b", 6)];
  await recordHost(domain, { url, seen: { reachable: true, version: "0.40", models } });
  const result = { outcome: "passed", reason: null, detail: null, durationMs: 1 } as const;
  for (const { name } of models) await recordCheck(domain, { hostUrl: url, model: name, digest: name, result });
});
afterAll(async () => {
  await domain.close();
  await database.close();
});

const misfit = {
  class: "malformed_response",
  message: "Prose in place of JSON, twice.",
  httpStatus: null,
  retryAfterMs: null,
  resetsAt: null,
} as const;

test("a local model that fails is followed by the next, the last by a person, and whoever lets it go on by all of them", async () => {
  const { id: ownerId } = await seedUser(domain);
  const { projectId, submitted } = await createProject(domain, {
    ownerId,
    input: { brief: "A greeting, with a test." },
  });
  expect(submitted).toBe(true);
  const attempt = async (): Promise<RunRoute> => {
    await database.prisma.run.updateMany({ where: { projectId }, data: { notBefore: null } });
    const lease = await claimOpenRun(domain, projectId);
    const project = await database.prisma.project.findUniqueOrThrow({ where: { id: projectId } });
    const question = { scriptedUrl: "", project, operation: "PLAN", phaseIndex: 0, round: 0, phase: null } as const;
    const who = await accountForRun(domain, { ...question, runId: lease.runId });
    if (who.provider !== null)
      await useSession(domain, {
        attemptId: lease.attemptId,
        sessionId: null,
        provider: who.provider,
        model: who.model,
        standIn: false,
      });
    await settle(domain, lease, { type: "failed", error: who.provider === null ? who.error : misfit });
    return who;
  };
  const hold = async () => (await database.prisma.project.findUniqueOrThrow({ where: { id: projectId } })).hold;

  expect(await attempt()).toMatchObject({ model: "coder:30b" });
  expect(await attempt()).toMatchObject({ model: "coder:9b" });
  expect(await attempt()).toMatchObject({ provider: null, error: { class: "malformed_response" } });
  expect(await hold()).toMatchObject({
    reason: "attention",
    message: expect.stringContaining("has failed at this: coder:30b, coder:9b") as unknown,
  });
  await retryProject(domain, { projectId, actorId: ownerId });
  expect(await attempt()).toMatchObject({ model: "coder:30b" });
});
