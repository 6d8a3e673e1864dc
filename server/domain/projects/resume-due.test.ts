import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import type { Hold } from "../../contract/statuses.ts";
import { createTestDatabase, type TestDatabase } from "../../testing/database.ts";
import { claimOpenRun, createTestDomain, seedDraft, seedUser, settle } from "../../testing/project-factory.ts";
import type { Domain } from "../domain.ts";
import { cancelProject, resumeDueProjects, resumeFundedProjects, submitProject } from "./index.ts";

let database: TestDatabase;
let domain: Domain & { close(): Promise<void> };
let ownerId: string;
let now = new Date();
beforeAll(async () => {
  database = await createTestDatabase();
  domain = await createTestDomain(database, { now: () => now });
  ownerId = (await seedUser(domain)).id;
});
afterAll(async () => {
  await domain.close();
  await database.close();
});
beforeEach(async () => {
  const open = await database.prisma.project.findMany({ where: { status: { not: "CANCELLED" } } });
  for (const { id: projectId } of open) await cancelProject(domain, { projectId, actorId: ownerId });
});

const seconds = (count: number): Date => new Date(now.getTime() + count * 1_000);
const quota = (until: Date): Hold => ({ reason: "quota", until: until.toISOString(), message: "Used up." });
const keyRefused: Hold = {
  reason: "provider",
  class: "authentication",
  message: "Refused.",
  fix: "Enter another key.",
};

/** A project that waits until a limit is over, as it is by now. */
const seedDue = async () => {
  const projectId = await seedDraft(domain, { ownerId, fallbackMode: "disabled" });
  await submitProject(domain, { projectId, actorId: ownerId });
  const error = { class: "quota", message: "Used up.", httpStatus: 429, retryAfterMs: null } as const;
  const resetsAt = seconds(60).toISOString();
  await settle(domain, await claimOpenRun(domain, projectId), { type: "failed", error: { ...error, resetsAt } });
  now = seconds(61);
  const project = async () => {
    const { status, hold } = await database.prisma.project.findUniqueOrThrow({ where: { id: projectId } });
    return { status, hold };
  };
  const waits = (hold: Hold) => database.prisma.project.update({ where: { id: projectId }, data: { hold } });
  return { projectId, project, waits };
};

test.each([
  ["for a person", () => keyRefused],
  ["for the next limit", () => quota(seconds(3_600))],
])("what has gone on and waits anew by the time it is let go on (%s) waits on", async (_, meanwhile) => {
  const { projectId, project } = await seedDue();
  const hold = meanwhile();
  const { prisma } = database;
  const { sweeping } = await prisma.$transaction(async (tx) => {
    await tx.$queryRaw`SELECT 1 FROM "Project" WHERE "id" = ${projectId} FOR NO KEY UPDATE`;
    const goingOn = resumeDueProjects(domain);
    await expect
      .poll(
        () => prisma.$queryRaw`
        SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`,
      )
      .toHaveLength(1);
    await tx.project.update({ where: { id: projectId }, data: { hold } });
    return { sweeping: goingOn };
  });
  expect(await sweeping).toBe(0);
  expect(await project()).toEqual({ status: "WAITING", hold });
});

test("one that cannot be let go on holds up none behind it", async () => {
  const [first, second] = [await seedDue(), await seedDue()];
  await database.prisma.project.update({
    where: { id: first.projectId },
    data: { hold: { reason: "quota", until: now.toISOString() } },
  });
  await expect(resumeDueProjects(domain)).rejects.toThrow(/message/);
  expect(await second.project()).toMatchObject({ status: "PLANNING" });

  const [third, fourth] = [await seedDue(), await seedDue()];
  await database.prisma.project.update({ where: { id: third.projectId }, data: { hold: { reason: "budget" } } });
  const budget = { scope: "INSTALLATION", subjectId: "", period: "MONTH" } as const;
  await fourth.waits({
    reason: "budget",
    stop: { budget, limitMicros: 1, spentMicros: 1, reservedMicros: 0, until: null },
  });
  await expect(resumeFundedProjects(domain)).rejects.toThrow(/stop/);
  expect(await fourth.project()).toMatchObject({ status: "PLANNING" });
});
