import { afterAll, beforeAll, expect, test } from "vitest";
import type { SwitchReason } from "../../contract/fallback.ts";
import { createTestDatabase, type TestDatabase } from "../../testing/database.ts";
import { claimOpenRun, createTestDomain, seedDraft, seedUser, settle } from "../../testing/project-factory.ts";
import { newId } from "../../platform/ids.ts";
import type { Domain } from "../domain.ts";
import { retryProject, submitProject } from "../projects/index.ts";
import { useSession } from "../sessions/index.ts";
import { noteServing, type Serving } from "./note-serving.ts";

let database: TestDatabase;
let domain: Domain & { close(): Promise<void> };
let ownerId: string;
let now = new Date("2026-11-28T12:00:00Z");
beforeAll(async () => {
  database = await createTestDatabase();
  domain = await createTestDomain(database, { now: () => now });
  ownerId = (await seedUser(domain)).id;
});
afterAll(async () => {
  await domain.close();
  await database.close();
});

const claude: Serving = { side: "claude", provider: "anthropic_api", model: "claude", why: null, until: null };
const local = (why: SwitchReason): Serving => ({ side: "local", provider: "ollama", model: "local", why, until: null });

/** A run at which Claude works; what it is asked next fails as told, a second later. */
const claudeAtWork = async () => {
  const projectId = await seedDraft(domain, { ownerId });
  await submitProject(domain, { projectId, actorId: ownerId });
  const pass = (ms: number): void => void (now = new Date(now.getTime() + ms));
  const begin = async (serving: Serving) => {
    const lease = await claimOpenRun(domain, projectId);
    await noteServing(domain, { lease, serving });
    const { provider, model } = serving;
    const { attemptId } = lease;
    const kind = provider === "ollama" ? "ollama" : "anthropic_api";
    await useSession(domain, { attemptId, sessionId: null, provider: kind, model, standIn: false });
    return lease;
  };
  const fails = { message: "It failed.", httpStatus: null, retryAfterMs: null, resetsAt: null };
  const lease = await begin(claude);
  pass(1_000);
  return {
    projectId,
    lease,
    pass,
    begin,
    /** The account has gone: it goes on elsewhere at once. */
    lostAccount: { type: "failed", error: { ...fails, class: "no_account" } },
    noModel: { type: "failed", error: { ...fails, class: "no_local_model" } },
    tookMs: async () => {
      const { detectedAt, dispatchedAt } = await database.prisma.providerSwitch.findFirstOrThrow({
        where: { projectId },
      });
      return dispatchedAt.getTime() - detectedAt.getTime();
    },
  } as const;
};

test("a switch takes from the failure of a run's attempt to its next one, where that goes on elsewhere at once", async () => {
  const { lease, pass, begin, lostAccount, tookMs } = await claudeAtWork();
  await settle(domain, lease, lostAccount);
  pass(70);
  await begin(local("quota"));
  expect(await tookMs()).toBe(70);
});

test("an assessment that is made beside a run does not hide when its attempt failed", async () => {
  const { projectId, lease, pass, begin, lostAccount, tookMs } = await claudeAtWork();
  const runId = newId("run");
  const run = { id: runId, projectId, cycle: 1, round: 0, input: {} } as const;
  await database.prisma.run.create({ data: { ...run, operation: "ASSESS_TOOL", status: "SUCCEEDED" } });
  const attempt = { id: newId("attempt"), runId, leaseToken: 1, runnerId: "runner" };
  await database.prisma.attempt.create({ data: { ...attempt, provider: "anthropic_api", model: "claude" } });
  await settle(domain, lease, lostAccount);
  pass(70);
  await begin(local("quota"));
  expect(await tookMs()).toBe(70);
});

test("a switch has no time where the project waited for who takes over", async () => {
  const { projectId, lease, pass, begin, lostAccount, noModel, tookMs } = await claudeAtWork();
  await settle(domain, lease, lostAccount);
  pass(70);
  await settle(domain, await claimOpenRun(domain, projectId), noModel);
  pass(45_000);
  await retryProject(domain, { projectId, actorId: ownerId });
  await begin(local("quota"));
  expect(await tookMs()).toBe(0);
});

test.each([
  ["what is in the way was known before", "quota"],
  ["a person asked for it", "wish"],
] as const)("a switch has no time where %s", async (_, why) => {
  const { lease, pass, begin, tookMs } = await claudeAtWork();
  await settle(domain, lease, { type: "released" });
  pass(9_000);
  await begin(local(why));
  expect(await tookMs()).toBe(0);
});
