import { afterAll, beforeAll, expect, test } from "vitest";
import { createTestDatabase, type TestDatabase } from "../../testing/database.ts";
import { claimOpenRun, createTestDomain, seedUser, settle } from "../../testing/project-factory.ts";
import type { Domain } from "../domain.ts";
import { createProject, submitProject } from "../projects/index.ts";

let database: TestDatabase;
let domain: Domain & { close(): Promise<void> };

beforeAll(async () => {
  database = await createTestDatabase();
  const plain = await createTestDomain(database);
  domain = { ...plain, environment: { ...plain.environment, ANTHROPIC_API_KEY: "sk-ant-nobody-uses-it" } };
});
afterAll(async () => {
  await domain.close();
  await database.close();
});

const error = {
  class: "no_account",
  message: "There is no account.",
  httpStatus: null,
  retryAfterMs: null,
  resetsAt: null,
} as const;

test("who goes on is asked anew where somebody worked who may not any more; where nobody was found the project waits", async () => {
  const ownerId = (await seedUser(domain)).id;
  const input = { brief: "Write a function that greets by name, with a test.", submit: false };
  const { projectId } = await createProject(domain, { ownerId, input });
  await submitProject(domain, { projectId, actorId: ownerId });
  const project = () => database.prisma.project.findUniqueOrThrow({ where: { id: projectId } });

  const began = await claimOpenRun(domain, projectId);
  const { attemptId: id } = began;
  await database.prisma.attempt.update({ where: { id }, data: { provider: "anthropic_api" } });
  await settle(domain, began, { type: "failed", error });
  expect(await project()).toMatchObject({ status: "PLANNING" });

  await settle(domain, await claimOpenRun(domain, projectId), { type: "failed", error });
  expect(await project()).toMatchObject({ status: "WAITING", hold: { reason: "provider", class: "no_account" } });
});
