import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { checkLedger } from "../../server/domain/usage/index.ts";
import { getProject } from "../../server/domain/projects/index.ts";
import { readSummary } from "../../server/domain/usage-report/index.ts";
import { createTestDatabase, type TestDatabase } from "../../server/testing/database.ts";
import { seedDraft, seedUser } from "../../server/testing/project-factory.ts";
import { plainDomain } from "../../server/testing/web.ts";
import { SeedRefusal, seedUsage } from "./usage-seed.ts";

const until = new Date("2026-11-28T10:00:00Z");
const seed = (url: string, calls: number, force = false) =>
  seedUsage({ url, calls, until, force, say: () => undefined });

let database: TestDatabase;
beforeEach(async () => {
  database = await createTestDatabase();
});
afterEach(() => database.close());

describe("a seeded ledger", () => {
  it("has as many calls as asked for, in the rollup too, the same every time, and none after its end", async () => {
    await seedUser(database);
    await seed(database.url, 6_000);
    await seed(database.url, 6_000);
    const { prisma } = database;
    expect(await prisma.usageRecord.count()).toBe(6_000);
    expect(await prisma.usageRecord.count({ where: { at: { gt: until } } })).toBe(0);
    const summary = await readSummary(plainDomain(database, { clock: { now: () => until } }), {
      viewer: { id: "usr_admin", role: "ADMIN" },
      query: { period: { from: "2026-08-01", to: "2026-11-28" }, timeZone: "UTC", filter: {} },
    });
    expect(summary.sums.calls).toBe(6_000);
    expect(summary.sums.failed).toBeGreaterThan(50);
    expect(summary.sums.equivalentMicros).toBeGreaterThan(0);
    expect(await prisma.project.count()).toBe(2);
    // Whoever made a call had a request for it.
    expect(await prisma.run.groupBy({ by: ["requestOf"], _count: true, orderBy: { requestOf: "asc" } })).toEqual(
      ["DEVELOPER", "PROJECT_MANAGER", "QUALITY_ASSURANCE"].map((requestOf) => ({ requestOf, _count: 36 })),
    );
    // Its pages can be opened like any other's.
    const [project] = await prisma.project.findMany({ take: 1 });
    const viewer = { id: "usr_admin", role: "ADMIN" } as const;
    const domain = plainDomain(database, { clock: { now: () => until } });
    expect((await getProject(domain, { viewer, projectId: project?.id ?? "" })).phases).toHaveLength(6);
    expect(await checkLedger({ prisma, clock: { now: () => until } })).toMatchObject({ calls: 6_000, drift: 0 });
  });

  it("is not put beside projects of somebody's, unless forced", async () => {
    await seedDraft(database, { ownerId: (await seedUser(database)).id });
    await expect(seed(database.url, 10)).rejects.toThrow(SeedRefusal);
    expect(await database.prisma.usageRecord.count()).toBe(0);
    await seed(database.url, 10, true);
    expect(await database.prisma.usageRecord.count()).toBe(10);
  });
});
