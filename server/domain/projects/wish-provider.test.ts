import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { ProviderError } from "../../contract/errors.ts";
import { createTestDatabase, type TestDatabase } from "../../testing/database.ts";
import { claimOpenRun, createTestDomain, seedUser, settle } from "../../testing/project-factory.ts";
import type { Domain } from "../domain.ts";
import { cancelProject, changeFallback, createProject, retryProject, submitProject } from "./index.ts";

let database: TestDatabase;
let domain: Domain & { close(): Promise<void> };
let ownerId: string;

const url = "http://127.0.0.1:9";

beforeAll(async () => {
  database = await createTestDatabase();
  const plain = await createTestDomain(database);
  // Somebody pays for Claude.
  const environment = { ...plain.environment, ANTHROPIC_API_KEY: "sk-ant-nobody-uses-it", OLLAMA_HOST: url };
  domain = { ...plain, environment };
  ownerId = (await seedUser(domain)).id;
});
afterAll(async () => {
  await domain.close();
  await database.close();
});
beforeEach(async () => {
  // Those of the test before are left alone.
  await database.prisma.project.updateMany({ data: { scenario: "bench" } });
  await database.prisma.setting.deleteMany();
  await database.prisma.ollamaHost.deleteMany();
});

const inHours = (hours: number): Date => new Date(Date.now() + hours * 3_600_000);
const failed = (cls: ProviderError["class"], resetsAt: string | null = null): ProviderError => ({
  class: cls,
  message: "It failed.",
  httpStatus: null,
  retryAfterMs: null,
  resetsAt,
});
const quota = failed("quota", inHours(20).toISOString());

/** A project that waits since its first run failed so. */
const waiting = async (error: ProviderError, data: { providerWish?: string; fallbackMode?: string } = {}) => {
  const input = { brief: "Write a function that greets by name, with a test.", submit: false };
  const { projectId } = await createProject(domain, { ownerId, input });
  await database.prisma.project.update({ where: { id: projectId }, data });
  await submitProject(domain, { projectId, actorId: ownerId });
  const lease = await claimOpenRun(domain, projectId);
  await database.prisma.run.update({ where: { id: lease.runId }, data: { failures: 9 } });
  await settle(domain, lease, { type: "failed", error });
  expect(await statusOf(projectId)).toBe("WAITING");
  return projectId;
};
const statusOf = async (id: string) => (await database.prisma.project.findUniqueOrThrow({ where: { id } })).status;
const statusesOf = (...ids: string[]) => Promise.all(ids.map(statusOf));

const openBreaker = (until: Date) =>
  database.prisma.breaker.create({
    data: {
      account: crypto.randomUUID(),
      modelClass: "all",
      state: "OPEN",
      reason: "quota",
      message: "",
      openedAt: new Date(),
      until,
      failures: 1,
    },
  });

const change = (mode: "auto" | "manual" | "disabled", wish: "claude" | "local" | null) =>
  changeFallback(domain, { mode, wish, actorId: ownerId });

/** Only so many projects are worked on at once. */
const makeRoom = async (...projectIds: string[]): Promise<void> => {
  for (const projectId of projectIds) await cancelProject(domain, { projectId, actorId: ownerId });
};

const isDue = async (account: string): Promise<boolean> =>
  (await database.prisma.breaker.count({ where: { account, until: { lte: new Date() } } })) > 0;

test("whoever tries a project again that waits for Claude has Claude asked, also before its limit is known to be over", async () => {
  const noSandbox = await waiting(failed("no_sandbox"));
  const limited = await waiting(quota);
  const { account } = await openBreaker(inHours(20));
  await retryProject(domain, { projectId: noSandbox, actorId: ownerId });
  expect(await isDue(account)).toBe(false);
  await retryProject(domain, { projectId: limited, actorId: ownerId });
  expect(await isDue(account)).toBe(true);
  expect(await statusesOf(noSandbox, limited)).toEqual(["PLANNING", "PLANNING"]);
  await makeRoom(noSandbox, limited);
});

describe("what an admin wants for all projects", () => {
  test("lets Claude be tried at once where nothing but its limit keeps from it", async () => {
    const limited = await waiting(quota);
    const { account } = await openBreaker(inHours(20));
    await changeFallback(domain, { mode: "auto", wish: null, tryClaude: true, actorId: ownerId });
    expect(await isDue(account)).toBe(true);
    expect(await statusOf(limited)).toBe("PLANNING");
    await makeRoom(limited);
  });

  test("reaches those that wait: to a local model, where that helps, and back to Claude, which is tried at once", async () => {
    const limited = await waiting(quota);
    const signedOut = await waiting(failed("authentication"));
    const noSandbox = await waiting(failed("no_sandbox"));
    const own = await waiting(quota, { providerWish: "claude" });
    await change("auto", "local");
    expect(await statusesOf(limited, signedOut, noSandbox, own)).toEqual([
      "PLANNING",
      "PLANNING",
      "WAITING",
      "WAITING",
    ]);

    const again = await waiting(quota);
    const noModel = await waiting(failed("no_local_model"));
    const { account } = await openBreaker(inHours(20));
    await change("auto", null);
    expect(await statusesOf(again, noModel, noSandbox)).toEqual(["PLANNING", "PLANNING", "WAITING"]);
    const { until } = await database.prisma.breaker.findFirstOrThrow({ where: { account } });
    expect(until.getTime()).toBeLessThanOrEqual(Date.now());
    const audited = await database.prisma.auditEntry.findMany({
      where: { subjectId: "fallback.wish" },
      orderBy: { sequence: "asc" },
    });
    expect(audited.map(({ detail }) => detail)).toEqual([
      { from: null, to: "local" },
      { from: "local", to: null },
    ]);
  });

  test("lets those that wait go on when local models may stand in again, and no others", async () => {
    await change("disabled", null);
    const limited = await waiting(quota);
    const away = await waiting(failed("overloaded"));
    const signedOut = await waiting(failed("authentication"));
    const ownMode = await waiting(quota, { fallbackMode: "disabled" });
    await change("manual", null);
    expect(await statusOf(limited)).toBe("WAITING");
    const { account } = await openBreaker(inHours(20));
    await change("auto", null);
    expect(await statusesOf(limited, away, signedOut, ownMode)).toEqual(["PLANNING", "PLANNING", "WAITING", "WAITING"]);
    const { until } = await database.prisma.breaker.findFirstOrThrow({ where: { account } });
    expect(until.getTime()).toBeGreaterThan(Date.now());
  });
});
