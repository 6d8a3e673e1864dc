import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createTestDatabase, type TestDatabase } from "../testing/database.ts";

let one: TestDatabase;
let other: TestDatabase;
beforeAll(async () => {
  [one, other] = await Promise.all([createTestDatabase(), createTestDatabase()]);
});
afterAll(async () => {
  await Promise.all([one.close(), other.close()]);
});

describe("createTestDatabase", () => {
  it("gives each caller migrated tables of its own", async () => {
    const expiresAt = new Date();
    await one.prisma.setupLink.create({ data: { id: "sul_test", tokenHash: "hash", expiresAt } });
    expect(await one.prisma.setupLink.count()).toBe(1);
    expect(await other.prisma.setupLink.count()).toBe(0);
  });
});

describe("createDatabase", () => {
  it("goes on after the server has ended its connections", async () => {
    await one.prisma.$queryRaw`SELECT 1`;
    await other.prisma
      .$queryRaw`SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE datname = ${new URL(one.url).pathname.slice(1)}`;
    await expect.poll(() => one.prisma.setupLink.count().catch((error: unknown) => error)).toBe(1);
  });
});
