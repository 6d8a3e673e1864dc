import { afterAll, beforeAll, expect, test } from "vitest";
import type { Domain } from "../domain.ts";
import { submitProject } from "../projects/index.ts";
import { createTestDatabase, type TestDatabase } from "../../testing/database.ts";
import { claimOpenRun, createTestDomain, seedDraft, seedUser } from "../../testing/project-factory.ts";
import { noDetails } from "../../contract/usage.ts";
import { beginCall, endCall } from "./index.ts";

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

test("a call is one row for good, with whom it was for; nothing changes or removes it", async () => {
  const { prisma } = database;
  const ownerId = (await seedUser(domain)).id;
  const projectId = await seedDraft(domain, { ownerId });
  await submitProject(domain, { projectId, actorId: ownerId });
  const lease = await claimOpenRun(domain, projectId);
  const callId = "cal_1";
  await beginCall(domain, {
    lease,
    callId,
    source: "gateway",
    provider: "anthropic_api",
    accountKind: "api_key",
    account: "api_key:1234",
    model: "claude-sonnet-5-5",
  });
  const end = {
    outcome: "COMPLETED",
    responseModel: "claude-sonnet-5-5",
    messageId: "msg_1",
    requestId: "req_1",
    httpStatus: 200,
    errorClass: null,
    retryAfterMs: null,
    firstByteMs: 5,
    firstTokenMs: 7,
    durationMs: 9,
    usage: {
      model: "claude-sonnet-5-5",
      inputUncached: 10,
      cacheRead: 1,
      cacheWrite5m: 2,
      cacheWrite1h: 3,
      output: 4,
      reportedCostMicros: null,
    },
    details: noDetails,
    rawUsage: null,
    rateLimits: [],
  } as const;
  await endCall(domain, { callId, end, endedAt: new Date() });
  await endCall(domain, { callId, end: { ...end, outcome: "CUT" }, endedAt: new Date() });

  const rows = await prisma.usageRecord.findMany({ where: { projectId } });
  expect(rows).toHaveLength(1);
  expect(rows[0]).toMatchObject({
    ownerId,
    operation: "PLAN",
    role: "PROJECT_MANAGER",
    cycle: 1,
    outcome: "COMPLETED",
    inputUncached: 10,
    billable: true,
  });
  await expect(prisma.usageRecord.updateMany({ data: { output: 5 } })).rejects.toThrow(/append-only/);
  await expect(prisma.usageRecord.deleteMany()).rejects.toThrow(/append-only/);
  await expect(prisma.$executeRaw`TRUNCATE "UsageRecord"`).rejects.toThrow(/append-only/);
  await expect(prisma.providerCall.updateMany({ data: { model: "other" } })).rejects.toThrow(/append-only/);
  await expect(prisma.providerCall.deleteMany()).rejects.toThrow(/append-only/);
  await expect(prisma.project.delete({ where: { id: projectId } })).rejects.toThrow(/foreign key/i);
});
